import { createHttpClient, type HttpOptions } from '../http/client.ts'
import { type Door, findDoor } from './door.ts'
import { errorOfAnswer, notARegistry } from './failures.ts'
import { type Refusal, readRefusal } from './refusal.ts'
import { readPulls, readToken, unknownPulls } from './token.ts'

/** What a registry needs from outside. */
export interface RegistryOptions extends Omit<HttpOptions, 'peer'> {
  /** Its name: a host, with or without port. */
  host: string
}

/** Whether a login works, and for what. */
export interface AccessQuestion {
  username: string
  secret: string
  /** `deepgram/self-hosted-api`; none to ask about the login only. */
  repositories: readonly string[]
}

/** A login that the registry accepted, and whether it may pull from each repository; undefined where that is not told. */
export interface Acceptance {
  login: 'accepted'
  pulls: Map<string, boolean | undefined>
}

/** What the registry says to a login. */
export type RegistryAnswer = Acceptance | Refusal

/** A registry, of which dgsh asks no more than what a login opens. */
export interface Registry {
  /**
   * Whether the registry accepts a login, and what it may pull: one request for all repositories. An acceptance alone says
   * nothing about pulling. Throws `registry_unreachable`, `timeout`, `rate_limited`, `server_error` or
   * `invalid_response`, without the secret. Quay knows a new credential only after a moment: until then it is `deleted`.
   */
  askAccess(question: AccessQuestion): Promise<RegistryAnswer>
}

/** Makes the registry's client. Nothing is sent before the first question; how to log in is asked once. */
export function createRegistry({ host, ...options }: RegistryOptions): Registry {
  const http = createHttpClient({
    ...options,
    peer: { unreachable: 'registry_unreachable', setting: 'the registry (dgsh config get registry)' },
  })
  let known: Door | undefined
  return {
    async askAccess({ username, secret, repositories }) {
      known ??= await findDoor(http, host)
      if (known.kind === 'open') return { login: 'accepted', pulls: unknownPulls(repositories) }
      const url = doorFor(known, repositories)
      const login = Buffer.from(`${username}:${secret}`).toString('base64')
      const headers = { authorization: `Basic ${login}`, accept: 'application/json' }
      const { status, body } = await http.send({ method: 'GET', url, headers })
      const refusal = readRefusal(status, body, [secret, login])
      if (refusal !== undefined) return refusal
      if (status !== 200) throw errorOfAnswer(status, url.host)
      return { login: 'accepted', pulls: pullsOf(known, body, repositories) }
    },
  }
}

function doorFor({ kind, url }: Door, repositories: readonly string[]): URL {
  const door = new URL(url)
  if (kind === 'token') {
    for (const repository of repositories) door.searchParams.append('scope', `repository:${repository}:pull`)
  }
  return door
}

function pullsOf({ kind, url }: Door, body: string, repositories: readonly string[]): Acceptance['pulls'] {
  if (kind !== 'token') return unknownPulls(repositories)
  const token = readToken(body)
  if (token === undefined) throw notARegistry(url.host, 'it answers the login without a token')
  return readPulls(token, repositories)
}
