import { createHash } from 'node:crypto'
import type { HttpAnswer } from '../http/client.ts'
import { createConfigReader } from './config-reader.ts'
import { errorOfAnswer } from './failures.ts'
import { isDigest, MANIFEST_TYPES, readManifest } from './manifest.ts'
import { readPages } from './pages.ts'
import { createSession, type SessionParts } from './session.ts'

/** What is known of what a tag stands for. */
export interface ImageFacts {
  digest: string
  /** When it was made: RFC 3339; undefined where that is not told. */
  created: string | undefined
}

/**
 * Reads what is in a registry's repositories (`deepgram/self-hosted-api`), as far as the login opens them. Throws
 * `login_refused` where it does not, and the errors of the registry's client.
 */
export interface RepositoryReader {
  /** All tags, page by page in the registry's order; nothing for a repository that is not there. */
  pages(repository: string): AsyncGenerator<string[], void>
  /** The digest of a tag; undefined when it is not there. */
  digestOf(repository: string, tag: string): Promise<string | undefined>
  /** The same, and when it was made. */
  factsOf(repository: string, tag: string): Promise<ImageFacts | undefined>
}

/** What a reader needs. */
export interface ReaderParts extends SessionParts {
  debug: (message: string) => void
}

/** Makes a reader. Nothing is sent before the first question. */
export function createReader(parts: ReaderParts): RepositoryReader {
  const session = createSession(parts)
  const getManifest = async (repository: string, method: 'GET' | 'HEAD', reference: string) => {
    const path = ['manifests', reference]
    const { answer, url } = await session.ask(repository, { method, path, accept: MANIFEST_TYPES })
    if (answer.status !== 200 && answer.status !== 404) throw errorOfAnswer(answer.status, url.host)
    return answer.status === 404 ? undefined : answer
  }
  const readConfig = createConfigReader({ session, ...parts })
  const times = new Map<string, Promise<string | undefined>>()
  const timeOf = async (repository: string, body: string): Promise<string | undefined> => {
    const { created, config, first } = readManifest(body)
    if (created !== undefined) return created
    if (config !== undefined) return readConfig(repository, config)
    const platform = first === undefined ? undefined : await getManifest(repository, 'GET', first)
    const inner = platform === undefined ? undefined : readManifest(platform.body)
    return inner?.created ?? (inner?.config === undefined ? undefined : readConfig(repository, inner.config))
  }
  return {
    pages: (repository) => readPages(session, repository),
    async digestOf(repository, tag) {
      const head = await getManifest(repository, 'HEAD', tag)
      if (head === undefined) return undefined
      const answer = digestIn(head) === undefined ? await getManifest(repository, 'GET', tag) : head
      return answer === undefined ? undefined : (digestIn(answer) ?? hashOf(answer.body))
    },
    async factsOf(repository, tag) {
      const answer = await getManifest(repository, 'GET', tag)
      if (answer === undefined) return undefined
      const digest = digestIn(answer) ?? hashOf(answer.body)
      const time = times.get(digest) ?? timeOf(repository, answer.body)
      times.set(digest, time)
      return { digest, created: await time }
    },
  }
}

function digestIn({ headers }: HttpAnswer): string | undefined {
  const digest = headers['docker-content-digest']
  const text = Array.isArray(digest) ? digest[0] : digest
  return isDigest(text) ? text : undefined
}

/** A digest is that of the manifest as it was sent (OCI Distribution Specification). */
function hashOf(body: string): string {
  return `sha256:${createHash('sha256').update(body).digest('hex')}`
}
