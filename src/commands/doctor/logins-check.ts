import type { Context } from '../../context.ts'
import { idInUsername } from '../../deepgram/names.ts'
import { dockerConfigPath } from '../../engines/docker-config.ts'
import type { EngineLogin, FoundLogins } from '../../engines/engine-login.ts'
import { isTemporary } from '../../engines/login-files.ts'
import { findLogins } from '../../engines/logins.ts'
import { loginSearch } from '../login-search.ts'
import { type Check, type Finding, pass, warn } from './check.ts'
import { PROGRAM_SECONDS } from './limits.ts'

/** Which logins of the registry the engines hold. */
export function loginsCheck(context: Context): Check {
  return {
    name: 'logins',
    group: 'This machine',
    seconds: PROGRAM_SECONDS,
    async run() {
      const search = await loginSearch(context)
      return judgeLogins(await findLogins(search), search)
    },
  }
}

/** Where logins were looked for. */
export interface LoginQuestion {
  registry: string
  env: Context['env']
  platform: Context['platform']
}

/** What is to be said of the logins, and of where there may be more. */
export function judgeLogins({ logins, problems }: FoundLogins, question: LoginQuestion): Finding[] {
  const { registry } = question
  const unknown = problems
    .filter(({ file, message }) => file !== dockerConfigPath(question) || !isSaidElsewhere(message))
    .map(({ message }) =>
      warn('logins', message, 'unlock or mend it; dgsh doctor --debug shows how it was asked'),
    )
  const inUse =
    logins.length === 0 && problems.length === 0
      ? [pass('logins', `no engine is logged in to ${registry} yet: dgsh login does it`)]
      : [...new Set(logins.map(({ file }) => file))].map((file) =>
          judgeFile(
            logins.filter((login) => login.file === file),
            registry,
          ),
        )
  return [...inUse, ...unknown, ...judgeMemory(logins, question)]
}

/** What the check of docker's config says itself. */
function isSaidElsewhere(message: string): boolean {
  return /: (?:it is not on PATH|it is not in the JSON form of such files|it cannot be read \(\w+\)|it is no file)$/.test(
    message,
  )
}

function judgeFile(logins: readonly EngineLogin[], registry: string): Finding {
  const [first] = logins
  const users = new Set(
    logins.map(({ username, key }) => (key === registry ? username : `${username} for ${key}`)),
  )
  const message = `${first?.engine} is logged in to ${registry} as ${[...users].join(', ')}: ${first?.place}`
  if (logins.some(({ username }) => idInUsername(username) !== undefined)) return pass('logins', message)
  return warn(
    'logins',
    `${message}, which is no credential of Deepgram`,
    `dgsh login --engine ${first?.engine}`,
  )
}

/** podman and its kin write to a file system in memory, when nothing names another file (containers-auth.json(5)). */
function judgeMemory(logins: readonly EngineLogin[], question: LoginQuestion): Finding[] {
  const lost = logins.find(({ file, helper }) => helper === undefined && isTemporary(file, question))
  if (lost === undefined) return []
  const message = `${lost.engine}'s login lies in ${lost.file}, which is gone after a restart`
  const login = `dgsh login --engine ${lost.engine}`
  return [
    warn(
      'login-memory',
      message,
      `export REGISTRY_AUTH_FILE="$HOME/.config/containers/auth.json", then ${login}`,
    ),
  ]
}
