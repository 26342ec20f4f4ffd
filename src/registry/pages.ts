import * as v from 'valibot'
import { errorOfAnswer, notARegistry } from './failures.ts'
import { findNext } from './headers.ts'
import type { Session } from './session.ts'

const PAGE_SIZE = 100

const tagsSchema = v.pipe(v.string(), v.parseJson(), v.object({ tags: v.nullish(v.array(v.string()), []) }))

/**
 * Reads the tags of a repository page by page, in the registry's order; nothing for a repository that is not there. Throws
 * `invalid_response` when the pages go in a circle, and the errors of the session.
 */
export async function* readPages(session: Session, repository: string): AsyncGenerator<string[], void> {
  const seen = new Set<string>()
  let next: URL | undefined
  do {
    const where = next === undefined ? { path: ['tags', 'list'], query: `n=${PAGE_SIZE}` } : { path: next }
    const request = { method: 'GET', ...where, accept: 'application/json' } as const
    const { answer, url } = await session.ask(repository, request)
    if (answer.status === 404) return
    if (answer.status !== 200) throw errorOfAnswer(answer.status, url.host)
    const page = v.safeParse(tagsSchema, answer.body)
    if (!page.success) throw notARegistry(url.host, 'its list of tags is in another form')
    if (seen.has(url.href)) throw notARegistry(url.host, 'its pages go in a circle')
    seen.add(url.href)
    yield page.output.tags ?? []
    const { link } = answer.headers
    next = nextPage(Array.isArray(link) ? link.join(', ') : link, url)
  } while (next !== undefined)
}

/**
 * Returns where the page after this one is; undefined after the last. A registry behind a proxy may name `http` for itself: only the
 * host counts, and the scheme stays. Throws `invalid_response` for a page at another host, where the login is not to go.
 */
export function nextPage(header: string | undefined, page: URL): URL | undefined {
  const target = findNext(header ?? '')
  if (target === undefined) return undefined
  if (!URL.canParse(target, page.href))
    throw notARegistry(page.host, 'it does not say where its next page is')
  // Parsed once: a path such as //host, put together again with an origin, is another host.
  const next = new URL(target, page)
  if (next.host === page.host) next.protocol = page.protocol
  // A blob: URL has the origin of the URL within it.
  if (next.origin !== page.origin || next.protocol !== page.protocol)
    throw notARegistry(page.host, `it says that its next page is at ${next.host}`)
  next.username = ''
  next.password = ''
  next.hash = ''
  return next
}
