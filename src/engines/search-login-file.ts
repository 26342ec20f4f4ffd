import type { EngineName } from '../vocabulary.ts'
import { type ChosenHelper, chooseHelper } from './choose-helper.ts'
import { type HelperList, helperProgram } from './credential-helper.ts'
import { type EngineLogin, type FoundLogins, type LoginSearch, withoutScheme } from './engine-login.ts'
import { findProgram } from './find.ts'
import { keysOf, type LoginConfig, loginOf, parseLoginConfig } from './login-config.ts'
import { type LoginFile, type LoginFileKind, type Surroundings, tildePath } from './login-files.ts'
import { readLoginFile } from './read-login-file.ts'

/** Asks a helper for its logins, each only once. */
export type ListHelper = (helper: string) => Promise<HelperList>

/** Finds the registry's logins that one config file holds, or the helper that it gives them to. */
export async function searchFile(
  file: LoginFile,
  search: LoginSearch,
  list: ListHelper,
): Promise<FoundLogins> {
  const read = readLoginFile(file.path)
  const config = 'text' in read ? parseLoginConfig(read.text) : undefined
  if (config === undefined) {
    const reason = 'reason' in read ? read.reason : 'it is not in the JSON form of such files'
    const message = `it is not known which logins ${tildePath(file.path, search.env)} holds: ${reason}`
    return { logins: [], problems: [{ file: file.path, message }] }
  }
  const helper = chooseHelper(config, file.kind, search)
  const inFile = heldInFile(file, config, helper, search)
  if (helper === undefined) return { logins: inFile, problems: [] }
  const byHelper = await heldByHelper(file, helper, search, list)
  return { logins: [...inFile, ...byHelper.logins], problems: byHelper.problems }
}

function heldInFile(
  { kind, path }: LoginFile,
  config: LoginConfig,
  helper: ChosenHelper | undefined,
  search: LoginSearch,
): EngineLogin[] {
  const { engine, installed } = engineOf(kind, search)
  return keysOf(search.registry, config.auths.keys()).flatMap((key) => {
    const held = loginOf(config.auths.get(key))
    if (held === undefined) return []
    const replaceable =
      kind === 'containers'
        ? // With a helper for the registry, podman gives it the login and leaves what is in the file.
          isPlainName(key) && (helper === undefined || key !== search.registry)
        : key === search.registry
    const place = tildePath(path, search.env)
    const deliverable = installed && replaceable
    return [{ engine, username: held.username, file: path, place, helper: undefined, key, deliverable }]
  })
}

async function heldByHelper(
  { kind, path }: LoginFile,
  { name, implied }: ChosenHelper,
  search: LoginSearch,
  list: ListHelper,
): Promise<FoundLogins> {
  const listed = await list(name)
  const program = helperProgram(name)
  const named = implied ? "docker's usual store" : `named in ${tildePath(path, search.env)}`
  if ('reason' in listed) {
    // docker names a store in its config file at the first login: without that, none of its logins is there.
    if (implied) return { logins: [], problems: [] }
    const message = `it is not known which logins ${program} keeps, ${named}: ${listed.reason}`
    return { logins: [], problems: [{ file: path, message }] }
  }
  const { engine, installed } = engineOf(kind, search)
  const logins = keysOf(search.registry, listed.usernames.keys()).map((key) => ({
    engine,
    username: listed.usernames.get(key) ?? '',
    file: path,
    place: `${program}, ${named}`,
    helper: name,
    key,
    // The helper of macOS puts a scheme before what it was given.
    deliverable: installed && withoutScheme(key) === search.registry,
  }))
  return { logins, problems: [] }
}

/** podman refuses URLs, and a tag or digest after the path (containers/image, validateKey). */
function isPlainName(key: string): boolean {
  return withoutScheme(key) === key && !/@|\/.*:/.test(key)
}

const SHARING: readonly EngineName[] = ['podman', 'skopeo', 'buildah']

function engineOf(kind: LoginFileKind, { env, platform }: Surroundings) {
  const isInstalled = (name: EngineName) => findProgram(name, { path: env.PATH, platform }) !== undefined
  const engine = kind === 'containers' ? (SHARING.find(isInstalled) ?? 'podman') : kind
  return { engine, installed: isInstalled(engine) }
}
