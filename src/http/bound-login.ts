import { DgshError } from '../errors.ts'

/** A login that a request carries, and the one origin that it is for: scheme, host and port. */
export interface BoundLogin {
  /** The value of the `Authorization` header. */
  authorization: string
  origin: string
}

/** Binds a login to the origin of a URL that was checked. */
export function bindLogin(authorization: string, { origin }: URL): BoundLogin {
  return { authorization, origin }
}

/**
 * Returns the headers that carry a login to a URL; none without a login. Every request with a login passes here last, so that
 * no mistake in how a URL was made lets a login leave. Throws `invalid_response` when the URL's origin is another, and when the
 * URL holds a user or password, which would take the login's place.
 */
export function loginHeaders(url: URL, login: BoundLogin | undefined): { authorization?: string } {
  if (url.username !== '' || url.password !== '') {
    throw refusal(`a user or password within the URL of ${url.host}`)
  }
  if (login === undefined) return {}
  // A blob: URL has the origin of the URL within it.
  if (url.origin !== login.origin || !/^https?:$/.test(url.protocol))
    throw refusal(`the login for ${login.origin} to ${url.origin}`)
  return { authorization: login.authorization }
}

function refusal(what: string): DgshError {
  return new DgshError('invalid_response', `dgsh does not send ${what}`, {
    hint: 'run it again with --debug to see the requests, and report it',
  })
}
