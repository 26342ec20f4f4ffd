import type { EngineName } from '../vocabulary.ts'
import type { EngineLogin } from './engine-login.ts'

/** The engines that look into each other's files: podman and its kin, and helm, fall back to docker's. */
const SHARING: readonly EngineName[] = ['podman', 'skopeo', 'buildah']

/**
 * The login that an engine would use for images of a namespace at the registry, of those that were found in the order in
 * which files are read; undefined when it has none. Sources: docker/cli (cli/config: a helper goes before the file),
 * containers/image (pkg/docker/config: the first file that has an entry, and there the most specific key).
 */
export function loginInUse(
  engine: EngineName,
  logins: readonly EngineLogin[],
  namespace: string,
): EngineLogin | undefined {
  const isShared = (login: EngineLogin) => SHARING.includes(login.engine)
  const own =
    engine === 'docker'
      ? []
      : logins.filter((login) => (engine === 'helm' ? login.engine === 'helm' : isShared(login)))
  const ofDocker = logins.filter((login) => login.engine === 'docker')
  const bySpecific = firstFile(own.filter(({ key }) => !key.includes('/') || isAbove(key, namespace))).sort(
    (a, b) => b.key.length - a.key.length,
  )
  const byHelper = [...ofDocker].sort(
    (a, b) => Number(b.helper !== undefined) - Number(a.helper !== undefined),
  )
  return bySpecific[0] ?? byHelper[0]
}

function firstFile(logins: readonly EngineLogin[]): EngineLogin[] {
  return logins.filter(({ file }) => file === logins[0]?.file)
}

/** True for `quay.io/deepgram` above `deepgram`. */
function isAbove(key: string, namespace: string): boolean {
  const path = key.slice(key.indexOf('/') + 1)
  return path === namespace || namespace.startsWith(`${path}/`)
}
