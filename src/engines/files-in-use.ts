import type { EngineName } from '../vocabulary.ts'
import type { LoginSearch } from './engine-login.ts'
import { versionOf } from './engine-version.ts'
import { filesReadBy, isVersionNeeded, type LoginFile } from './login-files.ts'

/** The file that an engine's login and logout rewrite, and what else they read. */
export interface LoginFilesInUse {
  /** The first that it reads, by whose rules; undefined when it is not known. */
  written: LoginFile | undefined
  /** Those that podman and its kin read at every login: they fail when one cannot be used. helm goes on without. */
  alsoRead: LoginFile[]
}

/** Finds them: see {@link filesReadBy}. */
export async function filesInUse(engine: EngineName, search: LoginSearch): Promise<LoginFilesInUse> {
  const version = isVersionNeeded(engine, search) ? await versionOf(engine, search) : undefined
  const [written, ...others] = filesReadBy(engine, search, version)
  return { written, alsoRead: others.filter(({ kind }) => kind === 'containers') }
}
