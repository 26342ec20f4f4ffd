import { DgshError } from '../errors.ts'

const CHECK = 'check the registry: dgsh config get registry'

/** The error for an answer of a registry or its token endpoint that says nothing about the login. */
export function errorOfAnswer(status: number, host: string): DgshError {
  if (status === 429) {
    return new DgshError('rate_limited', `${host} answers that there were too many requests`, {
      hint: 'wait a minute and try again',
    })
  }
  if (status >= 500) {
    return new DgshError('server_error', `${host} failed with status ${status}`, { hint: 'try again later' })
  }
  if (status >= 300 && status < 400) {
    return new DgshError('invalid_response', `${host} redirects elsewhere (status ${status})`, {
      hint: `dgsh sends a secret to no other host; ${CHECK}`,
    })
  }
  return notARegistry(host, `it answers with status ${status}`)
}

/** The error for a host that does not behave as a registry; `reason` says in what. */
export function notARegistry(host: string, reason: string): DgshError {
  return new DgshError('invalid_response', `${host} does not behave as a registry: ${reason}`, {
    hint: CHECK,
  })
}

/** How a web page begins. */
const PAGE = /^\s*<(?:!doctype|\?xml|!--|html|head|body|title)\b/i

/**
 * Throws when an answer is a web page: a filter, a proxy or a sign-in page of the network answers in place of the registry, which
 * has none at the paths that are asked.
 */
export function requireNoPage(body: string, host: string): void {
  if (!PAGE.test(body.slice(0, 1000))) return
  throw new DgshError('invalid_response', `a web page answers in place of ${host}`, {
    hint: `a proxy, a filter or a sign-in page of the network is in between: open https://${host}/v2/ in a browser`,
  })
}

/** The error for a registry that wants the secret sent to where others could read it. */
export function unsafeRealm(host: string, realm: URL): DgshError {
  return new DgshError(
    'invalid_response',
    `${host} wants the secret sent to ${realm.protocol}//${realm.host}, and dgsh sends it over https only`,
    { hint: CHECK },
  )
}
