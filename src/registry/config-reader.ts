import { DgshError } from '../errors.ts'
import type { HttpAnswer, HttpClient } from '../http/client.ts'
import { isLoopback } from '../loopback.ts'
import { readCreated } from './manifest.ts'
import type { AuthMethod } from './ping.ts'
import type { Session } from './session.ts'

/** What a reader of configs needs. */
export interface ConfigReaderParts {
  session: Session
  http: HttpClient
  authMethod: () => Promise<AuthMethod>
  debug: (message: string) => void
}

/** When the image with this config was made: RFC 3339; undefined where that cannot be known. */
export type ConfigReader = (repository: string, digest: string) => Promise<string | undefined>

const LONGEST_WAY = 3

/**
 * Makes a reader of images' configs. When an image was made is worth having, and no reason to fail: after the first failure
 * it asks no more.
 */
export function createConfigReader({ session, http, authMethod, debug }: ConfigReaderParts): ConfigReader {
  let isOpen = true
  const fetchConfig = async (repository: string, digest: string): Promise<string | undefined> => {
    const { base } = await authMethod()
    const request = { method: 'GET', path: ['blobs', digest], accept: '*/*' } as const
    let { answer, url } = await session.ask(repository, request)
    for (let step = 0; step < LONGEST_WAY && answer.status !== 200; step += 1) {
      const target = followable(answer, url, base)
      if (target === undefined) {
        debug(`the config of ${repository} is not to be had (status ${answer.status})`)
        return undefined
      }
      // Without the login: where its data lies, a registry sends whoever may have it.
      answer = await http.send({ method: 'GET', url: target, headers: { accept: '*/*' } })
      url = target
    }
    return readCreated(answer.body)
  }
  return async (repository, digest) => {
    if (!isOpen) return undefined
    try {
      return await fetchConfig(repository, digest)
    } catch (error) {
      const isFailure = error instanceof DgshError && !/^(?:interrupted|terminated)$/.test(error.code)
      if (!isFailure) throw error
      isOpen = false
      debug(`it is not known when images were made: ${error.message}`)
      return undefined
    }
  }
}

/**
 * Where a redirect leads, if dgsh goes there: to the registry itself, or to a name below its own, as Quay keeps its data at
 * cdn01.quay.io. Undefined for any other place.
 */
export function followable(answer: HttpAnswer, url: URL, registry: URL): URL | undefined {
  const { location } = answer.headers
  if (
    answer.status < 300 ||
    answer.status >= 400 ||
    location === undefined ||
    !URL.canParse(location, url.href)
  )
    return undefined
  const target = new URL(location, url)
  const isOwn = target.host === registry.host || target.hostname.endsWith(`.${registry.hostname}`)
  target.username = ''
  target.password = ''
  const isSafe = target.protocol === 'https:' || (target.protocol === 'http:' && isLoopback(target.host))
  return isOwn && isSafe ? target : undefined
}
