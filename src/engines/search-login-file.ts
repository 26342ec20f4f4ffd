import { helperProgram } from '../helper-protocol.ts'
import type { EngineName } from '../vocabulary.ts'
import { type ChosenHelper, chooseHelper, otherHelpers } from './choose-helper.ts'
import type { HelperList } from './credential-helper.ts'
import { type EngineLogin, type FoundLogins, type LoginSearch, withoutScheme } from './engine-login.ts'
import { findProgram } from './find.ts'
import { hostOf, isKeyOf, isWanted, type LoginConfig, loginOf, parseLoginConfig } from './login-config.ts'
import type { LoginFile } from './login-files.ts'
import { readLoginFile } from './read-login-file.ts'
import { SHARING } from './runtime-files.ts'
import { type Surroundings, tildePath } from './surroundings.ts'

/** Asks a helper for its logins, each only once. */
export type ListHelper = (helper: string) => Promise<HelperList>

/** Finds the logins that one config file holds, or the helpers that it gives them to, as far as they are looked for. */
export async function searchFile(
  file: LoginFile,
  search: LoginSearch,
  list: ListHelper,
): Promise<FoundLogins> {
  const read = readLoginFile(file.path)
  const config = 'text' in read ? parseLoginConfig(read.text, file.kind) : undefined
  if (config === undefined) {
    const { reason, problem } = 'problem' in read ? read : NOT_JSON
    const message = `it is not known which logins ${tildePath(file.path, search.env)} holds: it ${problem}`
    return { logins: [], problems: [{ file: file.path, message, reason }] }
  }
  const helper = chooseHelper(config, file.kind, search)
  const others = search.wants === undefined ? [] : otherHelpers(config, file.kind, helper)
  const searched = { file, config, helper, search }
  const byHelpers = await Promise.all([
    ...(helper === undefined ? [] : [heldByHelper(helper, searched, list)]),
    ...others.map((name) => heldByHelper({ name, implied: false }, searched, list)),
  ])
  return {
    logins: [...heldInFile(searched), ...byHelpers.flatMap(({ logins }) => logins)],
    problems: byHelpers.flatMap(({ problems }) => problems),
  }
}

/** What is no login file. */
const NOT_JSON = { reason: 'not-json', problem: 'is not in the JSON form of such files' } as const

/** A config file that is searched. */
interface SearchedFile {
  file: LoginFile
  config: LoginConfig
  /** What keeps the registry's logins. */
  helper: ChosenHelper | undefined
  search: LoginSearch
}

function heldInFile({ file, config, helper, search }: SearchedFile): EngineLogin[] {
  const { kind, path } = file
  const { registry } = search
  return [...config.auths].flatMap(([key, entry]) => {
    const held = loginOf(entry)
    if (held === undefined || !isWanted(search, key, held.username)) return []
    const { engine, installed } = readerOf(key, { file, config, helper, search })
    const replaceable =
      engine !== kind
        ? // With a helper for the registry, podman gives it the login and leaves what is in the file.
          kind === 'containers' &&
          isKeyOf(registry, key) &&
          isPlainName(key) &&
          (helper === undefined || key !== registry)
        : key === registry
    const place = tildePath(path, search.env)
    const deliverable = installed && replaceable
    return [{ engine, username: held.username, file: path, place, helper: undefined, key, deliverable }]
  })
}

/**
 * Who uses an entry of a file. With a helper, docker looks at none in its own. Where podman and its kin keep theirs there, as they do when
 * only `DOCKER_CONFIG` is set, it is theirs, and is not replaced: docker would empty it (docker/cli, credentials/native_store.go).
 */
function readerOf(key: string, { file, helper, search }: SearchedFile) {
  const { env, registry } = search
  const isHidden = file.kind === 'docker' && helper?.implied === false && isKeyOf(registry, key)
  const other =
    isHidden && env.DOCKER_CONFIG && !env.REGISTRY_AUTH_FILE
      ? engineOf({ ...file, kind: 'containers' }, search)
      : undefined
  return other?.installed === true ? other : engineOf(file, search)
}

async function heldByHelper(
  { name, implied }: ChosenHelper,
  searched: SearchedFile,
  list: ListHelper,
): Promise<FoundLogins> {
  const { file, helper, search } = searched
  const listed = await list(name)
  const program = helperProgram(name)
  const named = implied ? "docker's usual store" : `named in ${tildePath(file.path, search.env)}`
  if ('reason' in listed) {
    // docker names a store in its config file at the first login: without that, none of its logins is there. And what is
    // not installed serves no other registry.
    if (implied || (listed.absent === true && name !== helper?.name)) return { logins: [], problems: [] }
    const message = `it is not known which logins ${program} keeps, ${named}: ${listed.reason}`
    const reason = listed.absent === true ? 'no-helper' : undefined
    return { logins: [], problems: [{ file: file.path, message, reason, isOfOther: name !== helper?.name }] }
  }
  const { engine, installed } = engineOf(file, search)
  const wanted = [...listed.usernames].filter(
    ([key, username]) => isWanted(search, key, username) && helperOf(key, searched) === name,
  )
  const logins = wanted.map(([key, username]) => ({
    ...{ engine, username, file: file.path, helper: name, key },
    place: `${program}, ${named}`,
    // The helper of macOS puts a scheme before what it was given.
    deliverable: installed && withoutScheme(key) === search.registry,
  }))
  return { logins, problems: [] }
}

/** The helper that the engines ask for a key: another may keep a login under it that nobody asks for. */
function helperOf(key: string, { file, config, helper, search }: SearchedFile): string | undefined {
  if (isKeyOf(search.registry, key)) return helper?.name
  return chooseHelper(config, file.kind, { ...search, registry: hostOf(key) })?.name
}

/** podman refuses URLs, and a tag or digest after the path (containers/image, validateKey). */
function isPlainName(key: string): boolean {
  return withoutScheme(key) === key && !/@|\/.*:/.test(key)
}

/** The engine that can write to a file: of those that share one, whose own it is, else the first on PATH. */
function engineOf({ kind, engine: own }: LoginFile, { env, platform, docker }: Surroundings) {
  const isOnPath = (name: EngineName) => findProgram(name, { path: env.PATH, platform }) !== undefined
  const isPodman = docker?.isPodman === true
  const isInstalled = (name: EngineName) =>
    name === 'docker' ? isOnPath(name) && !isPodman : isOnPath(name) || (name === 'podman' && isPodman)
  const sharing: readonly EngineName[] = own === undefined ? SHARING : [own, ...SHARING]
  const engine = kind === 'containers' ? (sharing.find(isInstalled) ?? 'podman') : kind
  return { engine, installed: isInstalled(engine) }
}
