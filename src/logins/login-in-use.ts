import type { Context, Parts } from '../app/context.ts'
import { LOGIN_VARIABLE } from '../engines/docker-config.ts'
import { findLoginInUse } from '../engines/login-in-use.ts'
import type { EngineName } from '../vocabulary.ts'
import { loginSearch } from './login-search.ts'

/** How long a credential helper may take for this. */
const TIMEOUT_MS = 3000

/** Deepgram's images are in this namespace. */
const NAMESPACE = 'deepgram'

/** Returns what an engine would pull with now and where that is, or why it is not known; without the secret. */
export async function loginInUse(
  engine: EngineName,
  context: Parts<'host' | 'settings'>,
): Promise<{ username: string; place: string } | { reason: string } | undefined> {
  const search = await loginSearch(context)
  const exec: Context['host']['exec'] = (request) =>
    search.exec({ ...request, timeoutMs: Math.min(request.timeoutMs ?? TIMEOUT_MS, TIMEOUT_MS) })
  const found = await findLoginInUse(engine, { ...search, exec }, NAMESPACE)
  if (found === undefined || 'reason' in found) return found
  return { username: found.username, place: found.place }
}

/**
 * Returns the username that a login is about to replace: undefined when there is none, and for the same credential. What docker
 * has in its environment is not replaced.
 */
export async function usernameBefore(
  { engine: { name }, username }: { engine: { name: EngineName }; username: string },
  context: Parts<'host' | 'settings'>,
): Promise<string | undefined> {
  const found = await loginInUse(name, context)
  if (found === undefined || 'reason' in found || found.place === LOGIN_VARIABLE) return undefined
  return found.username.toLowerCase() === username.toLowerCase() ? undefined : found.username
}
