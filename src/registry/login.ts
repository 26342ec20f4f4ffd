import { DgshError } from '../errors.ts'
import { bindLogin } from '../http/bound-login.ts'
import type { HttpClient } from '../http/client.ts'
import { errorOfAnswer, notARegistry, requireNoPage } from './failures.ts'
import type { AuthMethod } from './ping.ts'
import type { RefusalReason } from './quay-words.ts'
import { type Refusal, readRefusal } from './refusal.ts'
import { readToken } from './token.ts'

/** A login of a registry. */
export interface RegistryLogin {
  username: string
  secret: string
}

/** The `Authorization` header of a login. */
export function basicHeader({ username, secret }: RegistryLogin): string {
  return `Basic ${Buffer.from(`${username}:${secret}`).toString('base64')}`
}

/**
 * Sends a login to a registry, and returns a token for pulling from the repositories; undefined where the registry uses no
 * tokens. Throws what {@link errorOfAnswer} makes of an answer that says nothing about the login, without the secret.
 */
export async function sendLogin(
  http: HttpClient,
  { kind, url }: AuthMethod,
  { login, repositories }: { login: RegistryLogin; repositories: readonly string[] },
): Promise<Refusal | { token: string | undefined }> {
  if (kind === 'open') return { token: undefined }
  const target = new URL(url)
  if (kind === 'token') {
    for (const repository of repositories)
      target.searchParams.append('scope', `repository:${repository}:pull`)
  }
  const authorization = basicHeader(login)
  const headers = { accept: 'application/json' }
  const bound = bindLogin(authorization, url)
  const { status, body } = await http.send({ method: 'GET', url: target, headers, login: bound })
  // A web server in front of a registry may refuse a login with a page of its own; a token endpoint does not.
  if (status < 500 && status !== 429 && (kind === 'token' || status !== 401)) requireNoPage(body, target.host)
  const refusal = readRefusal(status, body)
  if (refusal !== undefined) return refusal
  if (status !== 200) throw errorOfAnswer(status, target.host)
  if (kind !== 'token') return { token: undefined }
  const token = readToken(body)
  if (token === undefined) throw notARegistry(target.host, 'it answers the login without a token')
  return { token }
}

const REASONS: Readonly<Record<RefusalReason, { why: string; hint: string }>> = {
  'wrong-secret': {
    why: 'the secret does not belong to this credential',
    hint: 'the secret was shown once, when the credential was created; to replace the credential: dgsh creds rotate',
  },
  deleted: {
    why: 'it knows no such credential',
    hint: 'the credential was deleted, or is a moment old; to see those that exist: dgsh creds list',
  },
  disabled: { why: 'the account is disabled', hint: 'ask Deepgram support' },
  rejected: {
    why: 'the login is rejected',
    hint: 'check that the secret belongs to this credential, and that the credential still exists: dgsh creds list',
  },
}

/** The error for a login that the registry refused: which of the reasons it is, and the registry's own words. */
export function errorOfRefusal({ reason, message }: Refusal, host: string, username: string): DgshError {
  const { why, hint } = REASONS[reason]
  const said = message === '' ? '' : ` (${host}: ${message})`
  return new DgshError('login_refused', `${host} refuses the login of ${username}: ${why}${said}`, { hint })
}
