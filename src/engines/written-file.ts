import type { EngineName } from '../vocabulary.ts'
import type { LoginSearch } from './engine-login.ts'
import { versionOf } from './engine-version.ts'
import { filesReadBy, isVersionNeeded, type LoginFile } from './login-files.ts'

/** The file that an engine's login and logout rewrite, and by whose rules; undefined when it is not known. It is the first that it reads. */
export async function writtenFile(engine: EngineName, search: LoginSearch): Promise<LoginFile | undefined> {
  // A version decides only what is read beside a file that a variable names.
  const isNamed = Boolean(search.env.REGISTRY_AUTH_FILE || search.env.DOCKER_CONFIG)
  const version = !isNamed && isVersionNeeded(engine, search) ? await versionOf(engine, search) : undefined
  return filesReadBy(engine, search, version)[0]
}

/** The files beside that one that an engine's login cannot do without: podman and its kin fail when one cannot be used, helm does not. */
export async function filesAlsoRead(engine: EngineName, search: LoginSearch): Promise<LoginFile[]> {
  const version = isVersionNeeded(engine, search) ? await versionOf(engine, search) : undefined
  const [, ...others] = filesReadBy(engine, search, version)
  return others.filter(({ kind }) => kind === 'containers')
}
