import type { Parts } from '../app/context.ts'
import { LOGIN_VARIABLE } from '../engines/docker-config.ts'
import { whyUnclear } from '../engines/docker-program.ts'
import type { LoginSearch } from '../engines/engine-login.ts'
import { versionOf } from '../engines/engine-version.ts'
import { findProgram } from '../engines/find.ts'
import { type LoginConfig, parseLoginConfig } from '../engines/login-config.ts'
import { filesReadBy, isVersionNeeded, keptFile, type LoginFile } from '../engines/login-files.ts'
import { readLoginFile } from '../engines/read-login-file.ts'
import { askedHelpers } from '../engines/registries-conf.ts'
import { tildePath } from '../engines/surroundings.ts'
import { DgshError } from '../errors.ts'
import { realPath } from '../files/directory.ts'
import { targetPath } from '../files/replace-file.ts'
import { faultsOfFile } from '../logins/explain-faults.ts'
import { loginSearch } from '../logins/login-search.ts'
import type { EngineName } from '../vocabulary.ts'

/** The engines that can have a helper. */
export const INSTALLABLE = ['docker', 'podman', 'helm'] as const satisfies readonly EngineName[]

/** One of them. */
export type InstallableEngine = (typeof INSTALLABLE)[number]

/** Returns the one of them whose files an engine uses: podman for skopeo and buildah. */
export function installableOf(engine: EngineName): InstallableEngine {
  return INSTALLABLE.find((name) => name === engine) ?? 'podman'
}

/** A config file that is to name docker-credential-dgsh. */
export interface Target {
  file: LoginFile
  /** The file itself, where the path is a link. */
  path: string
  /** Undefined where it is not there. */
  text: string | undefined
  config: LoginConfig
}

/**
 * Returns the files that have to name the helper so that an engine asks it, in the order in which the engine reads them: its own that a
 * reboot does not take away, and for podman those that are there and read before that one. Throws `config_invalid` when the engine would
 * not ask a helper all the same, or when it cannot use one of the files.
 */
export async function findTargets(engine: InstallableEngine, search: LoginSearch): Promise<Target[]> {
  requireHonestEngine(engine, search)
  const kept = keptFile(engine, search)
  if (kept === undefined) {
    throw new DgshError(
      'config_invalid',
      `it is not known where ${engine} keeps its logins: there is no home directory`,
      {
        hint: `set HOME, or name the file: export ${engine === 'docker' ? 'DOCKER_CONFIG' : engine === 'helm' ? 'HELM_REGISTRY_CONFIG' : 'REGISTRY_AUTH_FILE'}=<path>`,
      },
    )
  }
  const version = isVersionNeeded(engine, search) ? await versionOf(engine, search) : undefined
  const read = filesReadBy(engine, search, version)
  const index = read.findIndex(({ path }) => path === kept.path)
  const before = read.slice(0, Math.max(0, index)).map((file) => targetOf(engine, file, search))
  return [...before.filter(({ text }) => text !== undefined), targetOf(engine, kept, search)]
}

/** Returns what finding the logins of an engine needs, without the variable that docker takes over its file. */
export async function searchWithoutVariable(
  registry: string,
  context: Parts<'host' | 'settings'>,
): Promise<LoginSearch> {
  const search = await loginSearch(context, registry)
  const { [LOGIN_VARIABLE]: _, ...env } = search.env
  return { ...search, env }
}

/** The fault of a file is one of its whole: no entry is replaced. */
function targetOf(engine: EngineName, file: LoginFile, { env }: LoginSearch): Target {
  const found = faultsOfFile(file, { engine, registry: '', env })
  if (found !== undefined) throw new DgshError('config_invalid', found.message, { hint: found.fix })
  const read = readLoginFile(file.path)
  const [text, isMissing] = 'text' in read ? [read.text, read.isMissing === true] : ['', true]
  const config = parseLoginConfig(text, file.kind)
  if (config === undefined)
    throw new DgshError('config_invalid', `${engine} cannot use ${tildePath(file.path, env)}`)
  return { file, path: targetPath(file.path), text: isMissing ? undefined : text, config }
}

function requireHonestEngine(engine: EngineName, search: LoginSearch): void {
  const { env, platform, docker } = search
  const program = findProgram(engine, { path: env.PATH, platform })
  if (engine === 'docker') {
    if (program !== undefined && isSnap(program)) {
      throw new DgshError(
        'config_invalid',
        'docker is a snap, which cannot run programs outside of it: no credential helper works',
        {
          hint: 'install docker from its own packages instead: sudo snap remove docker && sudo apt-get install docker.io',
        },
      )
    }
    const unclear = whyUnclear(docker)
    if (unclear !== undefined) {
      throw new DgshError('config_invalid', unclear, {
        hint: 'name the directory of its config file: export DOCKER_CONFIG=<directory>',
      })
    }
  }
  if (engine === 'podman') requireFilesFirst(search)
}

function isSnap(program: string): boolean {
  return (
    /^\/(?:var\/lib\/snapd\/)?snap\/|\/usr\/bin\/snap$/.test(program) || realPath(program) === '/usr/bin/snap'
  )
}

/** containers-registries.conf(5) may have podman ask helpers for all registries before its files, or no files at all. */
function requireFilesFirst(search: LoginSearch): void {
  const { names, file } = askedHelpers(search)
  if (names[0] === undefined || file === undefined) return
  throw new DgshError(
    'config_invalid',
    `${file} has podman ask docker-credential-${names[0]} before it looks into its files`,
    {
      hint: `in ${file}, put the files first: credential-helpers = ["containers-auth.json", ${names.flatMap((name) => (name === undefined ? [] : [`"${name}"`])).join(', ')}]`,
    },
  )
}
