import { createHttpClient, type HttpOptions } from '../http/client.ts'
import { type RegistryLogin, sendLogin } from './login.ts'
import { type AuthMethod, pingRegistry } from './ping.ts'
import { createReader, type RepositoryReader } from './reader.ts'
import type { Refusal } from './refusal.ts'
import { readPulls, unknownPulls } from './token.ts'

/** What a registry needs from outside. */
export interface RegistryOptions extends Omit<HttpOptions, 'peer'> {
  /** Its name: a host, with or without port. */
  host: string
}

/** Whether a login works, and for what. */
export interface AccessQuestion extends RegistryLogin {
  /** `deepgram/self-hosted-api`; none to ask about the login only. */
  repositories: readonly string[]
  /** True: only a registry that gives tokens is shown the login; of any other it is not known what can be pulled. */
  onlyForToken?: boolean
}

/** A login that the registry accepted, and whether it may pull from each repository; undefined where that is not told. */
export interface Acceptance {
  login: 'accepted'
  pulls: Map<string, boolean | undefined>
}

/** What the registry says to a login. */
export type RegistryAnswer = Acceptance | Refusal

/** A registry, of which dgsh asks what a login opens, and what is behind it. */
export interface Registry {
  /**
   * Whether the registry accepts a login, and what it may pull: one request for all repositories. An acceptance alone says
   * nothing about pulling. Throws `registry_unreachable`, `timeout`, `rate_limited`, `server_error` or
   * `invalid_response`, without the secret. Quay knows a new credential only after a moment: until then it is `deleted`.
   */
  askAccess(question: AccessQuestion): Promise<RegistryAnswer>
  /** Reads tags and manifests with a login. Nothing is sent before the first question. */
  readWith(login: RegistryLogin): RepositoryReader
}

/** Makes the registry's client. Nothing is sent before the first question; how to log in is asked once. */
export function createRegistry({ host, ...options }: RegistryOptions): Registry {
  const http = createHttpClient({
    ...options,
    peer: { unreachable: 'registry_unreachable', setting: 'the registry: dgsh config get registry' },
  })
  let known: AuthMethod | undefined
  const authMethod = async () => {
    known ??= await pingRegistry(http, host)
    return known
  }
  return {
    async askAccess({ username, secret, repositories, onlyForToken }) {
      if (onlyForToken === true && (await authMethod()).kind !== 'token')
        return { login: 'accepted', pulls: unknownPulls(repositories) }
      const answer = await sendLogin(http, await authMethod(), { login: { username, secret }, repositories })
      if ('login' in answer) return answer
      const { token } = answer
      const pulls = token === undefined ? unknownPulls(repositories) : readPulls(token, repositories)
      return { login: 'accepted', pulls }
    },
    readWith: (login) => createReader({ http, authMethod, login, debug: options.debug }),
  }
}
