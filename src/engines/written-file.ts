import type { EngineName } from '../vocabulary.ts'
import type { LoginSearch } from './engine-login.ts'
import { type Version, versionOf } from './engine-version.ts'
import { filesReadBy, isVersionNeeded, type LoginFile } from './login-files.ts'

/** The file that an engine's login and logout rewrite, and by whose rules; undefined when it is not known. It is the first that it reads. */
export async function writtenFile(engine: EngineName, search: LoginSearch): Promise<LoginFile | undefined> {
  // A version decides only what is read beside a file that a variable names.
  const isNamed = Boolean(search.env.REGISTRY_AUTH_FILE || search.env.DOCKER_CONFIG)
  const version = !isNamed && isVersionNeeded(engine, search) ? await versionOf(engine, search) : undefined
  return filesReadBy(engine, search, version)[0]
}

/**
 * Those of the files beside that one that an engine's login cannot do without, as far as they matter to the caller: podman and its kin
 * fail when one cannot be used, helm does not. Which they are may depend on the engine's version, which is asked only where one matters.
 */
export async function filesAlsoRead(
  engine: EngineName,
  search: LoginSearch,
  matters: (file: LoginFile) => boolean,
): Promise<LoginFile[]> {
  const others = (version: Version | undefined) =>
    filesReadBy(engine, search, version)
      .slice(1)
      .filter((file) => file.kind === 'containers' && matters(file))
  if (!isVersionNeeded(engine, search)) return others(undefined)
  // The first versions read the most.
  return others([0, 0]).length > 0 ? others(await versionOf(engine, search)) : []
}
