import { mayPull } from './images.ts'
import type { StoredCredential } from './seed.ts'
import { type SandboxState, usernameOf } from './state.ts'
import type { Access } from './token.ts'

/** Who asks for a token. */
export interface Caller {
  /** The username, or Quay's name for somebody without a login. */
  subject: string
  /** What the credential's scopes open; nothing for somebody without a login. */
  products: readonly string[]
}

const NOBODY: Caller = { subject: '(anonymous)', products: [] }
const SCOPE = /^repository:((?:[.\w-]+\/)*[.\w-]+):((?:push|pull|\*)(?:,(?:push|pull|\*))*)$/

/** Who sends this `Authorization` header, or why the login is refused, in Quay's words (`data/model/user.py`). */
export function identify(
  authorization: string | undefined,
  state: SandboxState,
): Caller | { refused: string } {
  if (authorization === undefined) return NOBODY
  const [, encoded] = /^Basic +(.+)$/i.exec(authorization) ?? []
  if (encoded === undefined) return { refused: 'Specified credentials are invalid' }
  const [username, secret] = splitAtFirstColon(Buffer.from(encoded, 'base64').toString())
  if (!username.includes('+')) return { refused: 'Invalid Username or Password' }
  const login = state.logIn(username, secret)
  if ('credential' in login) return callerOf(login.credential)
  return {
    refused:
      login.failed === 'unknown robot'
        ? 'Could not find robot with specified username'
        : `Could not find robot with username: ${username} and supplied password.`,
  }
}

/**
 * What a caller gets of one asked scope (`repository:<name>:<actions>`): pull if asked for and opened by the
 * credential, and never anything else. A refused repository is an entry without actions, as Quay answers
 * (`endpoints/v2/v2auth.py`). Undefined for a scope that is not of this form.
 */
export function grantAccess({ products }: Caller, scope: string): Access | undefined {
  const [, name = '', actions = ''] = SCOPE.exec(scope) ?? []
  if (name === '') return undefined
  const pull = actions.split(',').includes('pull') && mayPull(products, name)
  return { type: 'repository', name, actions: pull ? ['pull'] : [] }
}

function callerOf(credential: StoredCredential): Caller {
  return { subject: usernameOf(credential), products: credential.products }
}

function splitAtFirstColon(text: string): [before: string, after: string] {
  const colon = text.indexOf(':')
  return colon === -1 ? [text, ''] : [text.slice(0, colon), text.slice(colon + 1)]
}
