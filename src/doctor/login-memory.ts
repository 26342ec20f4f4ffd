import { type Fix, makeFix } from '../app/fix.ts'
import { idInUsername } from '../deepgram/names.ts'
import type { EngineLogin } from '../engines/engine-login.ts'
import { isTemporary, loginFiles } from '../engines/login-files.ts'
import { type Surroundings, tildePath } from '../engines/surroundings.ts'
import { readStatus } from '../files/file-status.ts'
import { shellPath, shellWord } from '../shell.ts'
import { type Finding, warn } from './check.ts'

/** The file that podman and its kin read after the one in memory, and that stays (containers-auth.json(5)). */
export interface KeptFile {
  /** As people write it. */
  path: string
  isThere: boolean
  /** True for a file that a restart takes away. */
  isTemporary: (file: string) => boolean
}

/** Finds that file; undefined where another is named for all. */
export function keptFileOf(surroundings: Surroundings): KeptFile | undefined {
  const kept = loginFiles(surroundings).find(
    ({ kind, path }) => kind === 'containers' && !isTemporary(path, surroundings),
  )
  return (
    kept && {
      path: tildePath(kept.path, surroundings.env),
      isThere: readStatus(kept.path).isThere,
      isTemporary: (file) => isTemporary(file, surroundings),
    }
  )
}

/** Finds a login that a restart takes away: podman and its kin write to a file system in memory, when nothing names another file. */
export function judgeMemory(logins: readonly EngineLogin[], kept: KeptFile | undefined): Finding[] {
  if (kept === undefined) return []
  const isInMemory = ({ file, helper }: EngineLogin) => helper === undefined && kept.isTemporary(file)
  const isKept = ({ key, username }: EngineLogin) =>
    logins.some((other) => other.key === key && other.username === username && !isInMemory(other))
  const lost = logins.find((login) => isInMemory(login) && !isKept(login))
  if (lost === undefined) return []
  const message = `${lost.engine}'s login is in ${lost.file}, which is gone after a restart`
  return [warn('login-memory', message, keepFix(lost, kept))]
}

/** A copy keeps the logins of all registries, but must not replace the file that is there. */
function keepFix({ engine, file, username }: EngineLogin, { path, isThere }: KeptFile): Fix {
  const target = shellPath(path)
  if (!isThere) {
    const directory = shellPath(path.replace(/\/[^/]*$/, ''))
    return makeFix('copy-login-file', `mkdir -p ${directory} && cp -p ${shellWord(file)} ${target}`)
  }
  const login = `dgsh login ${idInUsername(username) ?? username} --engine ${engine}`
  return makeFix('log-in-to-kept-file', `REGISTRY_AUTH_FILE=${target} ${login}`)
}
