import { dirname } from 'node:path'
import { realPath } from '../../files/directory.ts'
import { listUsernames } from '../credential-helper.ts'
import { dockerConfigPath, LOGIN_VARIABLE } from '../docker-config.ts'
import type { LoginSearch } from '../engine-login.ts'
import { isBefore, versionOf } from '../engine-version.ts'
import type { HeldLogin } from '../login-config.ts'
import { judgeLoginFile, type LoginFileFault } from '../login-file-faults.ts'
import { filesReadBy, isVersionNeeded, type LoginFile, type LoginFileKind } from '../login-files.ts'
import { type FileText, readLoginFile } from '../read-login-file.ts'
import { SHARING } from '../runtime-files.ts'
import {
  authFileWith,
  dockerConfigWith,
  type LentEntry,
  plainConfigWith,
  storeOf,
  variableWith,
} from './configs.ts'
import { type ReadableConfig, readableConfig } from './readable.ts'

/** What lends a login to a command, as texts. */
export interface BorrowedTexts {
  /** docker's config file. */
  docker: string
  /** The file of podman, skopeo and buildah. */
  shared: string
  helm: string
  /** The value of `DOCKER_AUTH_CONFIG`; undefined where the variable is left as it is. */
  variable: string | undefined
  /** The user's own directory of docker's config file, if that is known. */
  dockerDirectory: string | undefined
  /** What the user's files hold and the command goes without. */
  unreadable: UnreadablePart[]
}

/** What an engine cannot read of a file of the user. */
export interface UnreadablePart extends Pick<LoginFileFault, 'place' | 'problem'> {
  path: string
}

/** How a login is lent. */
export interface Lending {
  /** True for a program that reads docker's config file and knows no empty name in `credHelpers`. */
  isPlain?: boolean
}

/** Composes the files that lend a login to a command beside all else that the user's own files hold. Nothing is written. */
export async function composeBorrowed(
  { username, secret }: HeldLogin,
  search: LoginSearch,
  { isPlain = false }: Lending = {},
): Promise<BorrowedTexts> {
  const login = { registry: search.registry, auth: Buffer.from(`${username}:${secret}`).toString('base64') }
  const dockerPath = dockerConfigPath(search)
  const docker = read('docker', dockerPath, search)
  const helm = read(
    'helm',
    filesReadBy('helm', search, undefined).find(({ kind }) => kind === 'helm')?.path,
    search,
  )
  const shared = (await sharedFiles(search)).map(({ path }) => read('containers', path, search))
  const plain = async (own: ReadableConfig) => plainConfigWith(own, login, await serversOf(own, search))
  return {
    docker: isPlain ? await plain(docker.config) : dockerConfigWith(docker.config, login),
    shared: authFileWith(
      shared.map(({ config }) => config),
      login,
    ),
    helm: await plain(helm.config),
    variable: await variableFor(login, search),
    dockerDirectory: dockerPath === undefined ? undefined : dirname(dockerPath),
    unreadable: [docker, helm, ...shared.filter(({ path }) => path !== dockerPath)].flatMap(
      ({ unreadable }) => unreadable,
    ),
  }
}

interface ReadFile {
  path: string | undefined
  config: ReadableConfig
  unreadable: UnreadablePart[]
}

const NOTHING: ReadableConfig = { auths: new Map(), credHelpers: new Map(), others: [] }

function read(kind: LoginFileKind, path: string | undefined, { registry }: LoginSearch): ReadFile {
  if (path === undefined) return { path, config: NOTHING, unreadable: [] }
  const content = readLoginFile(path)
  const unreadable = faultsOf(kind, content, registry).map(({ place, problem }) => ({ path, place, problem }))
  const config = 'text' in content ? readableConfig(content.text, kind) : undefined
  return { path, config: config ?? NOTHING, unreadable }
}

/** What does not keep an engine from reading the rest: what several members of one name hold, and what a rewritten file would lack. */
const HARMLESS: readonly LoginFileFault['kind'][] = [
  'overridden',
  'text',
  'rest',
  'foreign',
  'empty',
  'below-file',
]

function faultsOf(kind: LoginFileKind, content: FileText, registry: string): LoginFileFault[] {
  return judgeLoginFile({ kind, content, registry }).filter(
    (fault) => !HARMLESS.includes(fault.kind) || (fault.kind === 'rest' && kind === 'containers'),
  )
}

/** The files that podman, skopeo and buildah read, each once, in their order. */
async function sharedFiles(search: LoginSearch): Promise<LoginFile[]> {
  const isNamed = Boolean(search.env.REGISTRY_AUTH_FILE || search.env.DOCKER_CONFIG)
  const found = new Map<string, LoginFile>()
  for (const engine of SHARING) {
    // Older ones read more beside a file that is named, and do so by themselves.
    const version = !isNamed && isVersionNeeded(engine, search) ? await versionOf(engine, search) : undefined
    for (const file of filesReadBy(engine, search, version)) {
      const real = realPath(file.path)
      if (!found.has(real)) found.set(real, file)
    }
  }
  return [...found.values()]
}

async function serversOf(own: ReadableConfig, search: LoginSearch): Promise<string[]> {
  const store = storeOf(own)
  const listed = store === undefined ? undefined : await listUsernames(store, search)
  return listed !== undefined && 'usernames' in listed ? [...listed.usernames.keys()] : []
}

/** The first docker that knows the variable (docker/cli, DockerEnvConfigKey). */
const VARIABLE_SINCE = [28, 3] as const

async function variableFor(login: LentEntry, search: LoginSearch): Promise<string | undefined> {
  const own = search.env[LOGIN_VARIABLE]
  if (own) return variableWith(own, login)
  const version = await versionOf('docker', search)
  return version === undefined || isBefore(version, VARIABLE_SINCE) ? undefined : variableWith('{}', login)
}
