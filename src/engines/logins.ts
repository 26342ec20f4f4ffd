import { helperProgram } from '../helper-protocol.ts'
import { getLogin, type HelperAccess, type HelperList, listUsernames } from './credential-helper.ts'
import { LOGIN_VARIABLE, loginsOfVariable } from './docker-config.ts'
import { whyUnclear } from './docker-program.ts'
import type { EngineLogin, FoundLogins, LoginProblem, LoginSearch } from './engine-login.ts'
import { isWanted, loginOf, parseLoginConfig } from './login-config.ts'
import { loginFiles } from './login-files.ts'
import { readLoginFile } from './read-login-file.ts'
import { askedHelpers } from './registries-conf.ts'
import { type ListHelper, searchFile } from './search-login-file.ts'
import { tildePath } from './surroundings.ts'

/** Asks helpers for their logins, each only once. */
export function helperLists(access: HelperAccess): ListHelper {
  const lists = new Map<string, Promise<HelperList>>()
  return (helper) => {
    const listed = lists.get(helper) ?? listUsernames(helper, access)
    lists.set(helper, listed)
    return listed
  }
}

/**
 * Finds the logins that are looked for and that the engines of this user hold: in docker's, podman's and helm's config files
 * and with the credential helpers that these or containers-registries.conf(5) name. Those of other users, and what no engine reads
 * now, are for `findElsewhere`.
 */
export async function findLogins(search: LoginSearch, list = helperLists(search)): Promise<FoundLogins> {
  const found = await Promise.all([
    ...loginFiles(search).map((file) => searchFile(file, search, list)),
    searchRegistriesConf(search, list),
  ])
  return {
    logins: [...inVariable(search), ...found.flatMap(({ logins }) => logins)],
    problems: [...problemsOfDocker(search), ...found.flatMap(({ problems }) => problems)],
  }
}

/** A wrapper may have docker keep its logins anywhere: what is in docker's usual file is not all then. */
function problemsOfDocker({ docker }: LoginSearch): LoginProblem[] {
  const message = whyUnclear(docker)
  return message === undefined ? [] : [{ file: docker?.unclear ?? '', message }]
}

/** The logins of the helpers that podman and its kin ask beside their files: a new one goes to the first of all that takes it. */
async function searchRegistriesConf(search: LoginSearch, list: ListHelper): Promise<FoundLogins> {
  const { names, file = '' } = askedHelpers(search)
  const helpers = names.filter((name) => name !== undefined)
  const found = await Promise.all(helpers.map((name) => searchHelper(name, file, search, list)))
  return {
    logins: found.flatMap(({ logins }) => logins),
    problems: found.flatMap(({ problems }) => problems),
  }
}

async function searchHelper(
  name: string,
  file: string,
  search: LoginSearch,
  list: ListHelper,
): Promise<FoundLogins> {
  const listed = await list(name)
  const place = `${helperProgram(name)}, named in ${tildePath(file, search.env)}`
  if ('reason' in listed) {
    const message = `it is not known which logins ${helperProgram(name)} keeps, named in ${file}: ${listed.reason}`
    return {
      logins: [],
      problems: [{ file, message, reason: listed.absent === true ? 'no-helper' : undefined }],
    }
  }
  const found = [...listed.usernames].filter(([key, username]) => isWanted(search, key, username))
  const logins = found.map(([key, username]): EngineLogin => {
    return { engine: 'podman', username, file, helper: name, key, place, deliverable: false }
  })
  return { logins, problems: [] }
}

function inVariable(search: LoginSearch): EngineLogin[] {
  const found = [...loginsOfVariable(search)].filter(([key, { username }]) => isWanted(search, key, username))
  return found.map(([key, { username }]) => ({
    ...{ engine: 'docker', username, file: '', helper: undefined, key, deliverable: false },
    ...{ place: LOGIN_VARIABLE, variable: LOGIN_VARIABLE },
  }))
}

/**
 * The secret of a login, from its file or its helper; undefined when it cannot be had, or when the login is another one by
 * now. Whoever asks keeps it from being shown.
 */
export async function readLoginSecret(login: EngineLogin, access: HelperAccess): Promise<string | undefined> {
  const held =
    login.variable !== undefined
      ? loginsOfVariable(access).get(login.key)
      : login.helper === undefined
        ? readHeld(login.file, login.key)
        : await getLogin(login.helper, login.key, access)
  return held?.username === login.username && held.secret !== '' ? held.secret : undefined
}

function readHeld(path: string, key: string) {
  const read = readLoginFile(path)
  return 'text' in read ? loginOf(parseLoginConfig(read.text)?.auths.get(key)) : undefined
}
