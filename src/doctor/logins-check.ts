import type { Parts } from '../app/context.ts'
import { type Fix, makeFix } from '../app/fix.ts'
import { idInUsername } from '../deepgram/names.ts'
import { chooseHelper } from '../engines/choose-helper.ts'
import { dockerConfigPath } from '../engines/docker-config.ts'
import {
  type EngineLogin,
  type FoundLogins,
  fileVariable,
  type LoginProblem,
} from '../engines/engine-login.ts'
import { findLogins } from '../engines/logins.ts'
import type { Surroundings } from '../engines/surroundings.ts'
import { loginSearch } from '../logins/login-search.ts'
import type { EngineName } from '../vocabulary.ts'
import { type Finding, pass, warn } from './check.ts'
import { judgeMemory, keptFileOf } from './login-memory.ts'

/** Checks which logins of the registry the engines hold. */
export async function checkLogins(context: Parts<'host' | 'settings'>): Promise<Finding[]> {
  const search = await loginSearch(context)
  const found = await findLogins(search)
  return [...judgeLogins(found, search), ...judgeMemory(found.logins, keptFileOf(search))]
}

/** Where logins were looked for. */
export interface LoginQuestion extends Surroundings {
  registry: string
}

/** Judges the logins that were found, and where there may be more. */
export function judgeLogins({ logins, problems }: FoundLogins, question: LoginQuestion): Finding[] {
  const { registry } = question
  const unknown = problems
    .filter(({ file, reason }) => file !== dockerConfigPath(question) || !SAID_ELSEWHERE.has(reason))
    .map(({ message }) =>
      warn(
        'logins',
        message,
        makeFix('look-into-login', 'unlock or repair it; to see how it was asked: dgsh doctor --debug'),
      ),
    )
  const inUse =
    logins.length === 0 && problems.length === 0
      ? [pass('logins', `no engine is logged in to ${registry} yet; to log in: dgsh login`)]
      : [...new Set(logins.map(({ file }) => file))].map((file) =>
          judgeFile(
            logins.filter((login) => login.file === file),
            question,
          ),
        )
  return [...inUse, ...unknown]
}

/** What the check of docker's config says itself. */
const SAID_ELSEWHERE = new Set<LoginProblem['reason']>([
  'no-helper',
  'not-json',
  'not-regular',
  'denied',
  'directory-denied',
  'unreadable',
])

function judgeFile(logins: readonly EngineLogin[], question: LoginQuestion): Finding {
  const { registry } = question
  const [first] = logins
  const users = new Set(
    logins.map(({ username, key }) => (key === registry ? username : `${username} for ${key}`)),
  )
  const message = `${first?.engine} is logged in to ${registry} as ${[...users].join(', ')}: ${first?.place}`
  if (first === undefined || logins.some(({ username }) => idInUsername(username) !== undefined))
    return pass('logins', message)
  return warn('logins', `${message}, which is no credential of Deepgram`, besideOther(first.engine, question))
}

/** Something else may need the login that is there: Deepgram's goes into a file of its own, for this shell. */
function besideOther(engine: EngineName, question: LoginQuestion): Fix {
  const login = `dgsh login --engine ${engine}`
  if (engine === 'docker' && chooseHelper(EMPTY_CONFIG, 'docker', question) !== undefined)
    return makeFix('replace-login', `if nothing else needs that login, ${login} replaces it`)
  const [variable = ''] = Object.keys(fileVariable(engine, ''))
  return makeFix('separate-login', `export ${variable}="$HOME/${OWN_FILES[variable]}" && ${login}`)
}

const EMPTY_CONFIG = { auths: new Map(), credHelpers: new Map(), credsStore: undefined }

/** Below the home directory: docker is told a directory. */
const OWN_FILES: Readonly<Record<string, string>> = {
  DOCKER_CONFIG: '.docker/deepgram',
  REGISTRY_AUTH_FILE: '.config/containers/deepgram.json',
  HELM_REGISTRY_CONFIG: '.config/helm/registry/deepgram.json',
}
