import { helperProgram } from '../helper-protocol.ts'
import type { EngineName } from '../vocabulary.ts'
import { chooseHelper } from './choose-helper.ts'
import { askLogin } from './credential-helper.ts'
import { LOGIN_VARIABLE, loginsOfVariable } from './docker-config.ts'
import { whyUnclear } from './docker-program.ts'
import { type EngineLogin, type LoginSearch, withoutScheme } from './engine-login.ts'
import { versionOf } from './engine-version.ts'
import { type HeldLogin, hostOf, type LoginConfig, loginOf, parseLoginConfig } from './login-config.ts'
import { filesReadBy, isVersionNeeded, type LoginFile } from './login-files.ts'
import { readLoginFile } from './read-login-file.ts'
import { askedHelpers } from './registries-conf.ts'
import { SHARING } from './runtime-files.ts'
import { tildePath } from './surroundings.ts'

/** The login that an engine would use, with its secret; why it has none although there may be one; or that there is none. */
export type LoginInUse = (HeldLogin & Pick<EngineLogin, 'place'>) | { reason: string } | undefined

/**
 * Looks for the login that an engine would use for the images of a namespace at the registry, in the places and in the order in
 * which the engine does, and nowhere else. A reason is a sentence without a full stop. Sources: docker/cli (cli/config/configfile,
 * GetCredentialsStore; credentials/file_store.go), containers/image (pkg/docker/config, findCredentialsInFile).
 */
export async function findLoginInUse(
  asked: EngineName,
  search: LoginSearch,
  namespace: string,
): Promise<LoginInUse> {
  const engine = asked === 'docker' && search.docker?.isPodman === true ? 'podman' : asked
  const ofVariable = engine === 'docker' ? loginsOfVariable(search).get(search.registry) : undefined
  if (ofVariable !== undefined) return { ...ofVariable, place: LOGIN_VARIABLE }
  const unclear = engine === 'docker' ? whyUnclear(search.docker) : undefined
  if (unclear !== undefined) return { reason: unclear }
  const isSharing = SHARING.some((name) => name === engine)
  const { names, file } = isSharing ? askedHelpers(search) : { names: [undefined], file: undefined }
  for (const name of names) {
    const named = `named in ${tildePath(file ?? '', search.env)}`
    const found =
      name === undefined
        ? await inFiles(engine, search, namespace)
        : await ofHelper(engine, { name, named }, search)
    if (found !== undefined) return found
  }
  return undefined
}

async function inFiles(engine: EngineName, search: LoginSearch, namespace: string): Promise<LoginInUse> {
  const version = isVersionNeeded(engine, search) ? await versionOf(engine, search) : undefined
  for (const file of filesReadBy(engine, search, version)) {
    const found = await readAs(engine, file, search, namespace)
    if (found !== undefined) return found
  }
  return undefined
}

async function ofHelper(
  engine: EngineName,
  { name, named }: { name: string; named: string },
  search: LoginSearch,
): Promise<LoginInUse> {
  const program = helperProgram(name)
  const answer = await askLogin(name, search.registry, search)
  if ('login' in answer) return answer.login && { ...answer.login, place: `${program}, ${named}` }
  return { reason: `${engine} asks ${program}, ${named}: ${answer.reason}` }
}

async function readAs(
  engine: EngineName,
  file: LoginFile,
  search: LoginSearch,
  namespace: string,
): Promise<LoginInUse> {
  const read = readLoginFile(file.path)
  const place = tildePath(file.path, search.env)
  const config = 'text' in read ? parseLoginConfig(read.text, file.kind) : undefined
  if (config === undefined) {
    const problem = 'problem' in read ? read.problem : 'is not in the JSON form of such files'
    return { reason: `${engine} cannot use ${place}: it ${problem}` }
  }
  const helper = chooseHelper(config, file.kind, search)
  if (helper === undefined) {
    const held =
      file.kind === 'containers' ? shared(config, search.registry, namespace) : plain(config, search.registry)
    return held === undefined ? undefined : { ...held, place }
  }
  const named = helper.implied ? "docker's usual store" : `named in ${place}`
  const found = await ofHelper(engine, { name: helper.name, named }, search)
  // docker names a store in its config file at the first login: without that, it keeps nothing.
  return helper.implied && found !== undefined && 'reason' in found ? undefined : found
}

/** docker and helm take the entry of the host itself, also an empty one, before those of its URLs. */
function plain({ auths }: LoginConfig, registry: string): HeldLogin | undefined {
  if (auths.has(registry)) return loginOf(auths.get(registry))
  const key = [...auths.keys()].find((name) => hostOf(name) === registry)
  return key === undefined ? undefined : loginOf(auths.get(key))
}

/** podman and its kin take the most specific entry, then that of the host, then those of its URLs. */
function shared({ auths }: LoginConfig, registry: string, namespace: string): HeldLogin | undefined {
  const path = namespace.split('/')
  const keys = [
    ...path.map((_, index) => [registry, ...path.slice(0, path.length - index)].join('/')),
    registry,
  ]
  const exact = keys.find((key) => auths.has(key))
  const key =
    exact ?? [...auths.keys()].find((name) => name !== withoutScheme(name) && hostOf(name) === registry)
  return key === undefined ? undefined : loginOf(auths.get(key))
}
