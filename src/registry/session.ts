import { DgshError } from '../errors.ts'
import { type BoundLogin, bindLogin } from '../http/bound-login.ts'
import type { HttpAnswer, HttpClient } from '../http/client.ts'
import { pathOf } from '../http/path.ts'
import { errorOfAnswer } from './failures.ts'
import { basicHeader, errorOfRefusal, type RegistryLogin, sendLogin } from './login.ts'
import type { AuthMethod } from './ping.ts'

/** What a session is made of. */
export interface SessionParts {
  http: HttpClient
  /** How the registry authenticates; asked once. */
  authMethod: () => Promise<AuthMethod>
  login: RegistryLogin
}

/** What is asked of a repository. */
export interface RepositoryRequest {
  method: 'GET' | 'HEAD'
  /** By segments below the repository, e.g. `['manifests', 'latest']`, or a whole URL at the registry. */
  path: readonly string[] | URL
  /** For a path. */
  query?: string
  accept: string
}

/** Asks a registry about repositories, with a login. */
export interface Session {
  /**
   * The answer: 200, 404, or a redirect, which is not followed. Throws `login_refused` for 401 and 403, and what
   * {@link errorOfAnswer} makes of anything else.
   */
  ask(repository: string, request: RepositoryRequest): Promise<{ answer: HttpAnswer; url: URL }>
}

/** Makes a session: it has a token for each repository, and gets a new one when the registry takes it no longer. */
export function createSession({ http, authMethod, login }: SessionParts): Session {
  const tokens = new Map<string, Promise<string | undefined>>()
  const getToken = async (repository: string) => {
    const answer = await sendLogin(http, await authMethod(), { login, repositories: [repository] })
    if ('login' in answer) throw errorOfRefusal(answer, (await authMethod()).base.host, login.username)
    return answer.token
  }
  const authorize = async (repository: string): Promise<BoundLogin | undefined> => {
    const { kind, base } = await authMethod()
    if (kind === 'open') return undefined
    if (kind === 'basic') return bindLogin(basicHeader(login), base)
    const token = tokens.get(repository) ?? getToken(repository)
    tokens.set(repository, token)
    return bindLogin(`Bearer ${await token}`, base)
  }
  return {
    async ask(repository, { method, path, query = '', accept }) {
      const { base, kind } = await authMethod()
      const url = path instanceof URL ? path : urlBelow(base, repository, path)
      if (query !== '') url.search = query
      const send = async () => {
        const bound = await authorize(repository)
        return { bound, answer: await http.send({ method, url, headers: { accept }, login: bound }) }
      }
      let { answer, bound } = await send()
      if (answer.status === 401 && kind === 'token') {
        // It may have become too old; another request may have noticed that meanwhile.
        const held = await tokens.get(repository)
        if (bound?.authorization === `Bearer ${held}`) tokens.delete(repository)
        answer = (await send()).answer
      }
      requireReadable(answer, repository, { host: base.host, login })
      return { answer, url }
    },
  }
}

function urlBelow(base: URL, repository: string, path: readonly string[]): URL {
  return new URL(`${base.href}${pathOf([...repository.split('/'), ...path])}`)
}

function requireReadable(
  { status }: HttpAnswer,
  repository: string,
  { host, login }: { host: string; login: RegistryLogin },
): void {
  if (status === 200 || status === 404 || (status >= 300 && status < 400)) return
  if (status !== 401 && status !== 403) throw errorOfAnswer(status, host)
  throw errorOfClosed(host, login.username, repository)
}

/** The error for an image that a login does not open. */
export function errorOfClosed(host: string, username: string, repository: string): DgshError {
  return new DgshError('login_refused', `${host} does not let ${username} pull ${repository}`, {
    hint: 'the scopes of a credential decide, and do not change; to see which images it can pull: dgsh images list',
  })
}
