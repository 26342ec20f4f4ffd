import { platform } from 'node:os'
import type { Context } from '../../../context.ts'
import { usernameOf } from '../../../deepgram/credential.ts'
import { findLogins, readLoginSecret } from '../../../engines/logins.ts'
import type { OperationLog } from '../../../journal/journal.ts'
import { type Store, secretName } from '../../../store/store.ts'
import { protectSecret } from '../../confidential.ts'

/**
 * Puts the secret of the old credential into the store for the time of the rotation, so that it can be undone: an engine that
 * holds it has it. Where none can be had, the rotation can be undone only until something is delivered.
 */
export async function borrowOldSecret(log: OperationLog, store: Store, context: Context): Promise<void> {
  const { old = '', registry } = log.operation
  if ((await store.get(secretName(old))) !== undefined) return
  const { env, exec } = context
  const search = { registry, env, platform: platform(), exec }
  const { logins } = await findLogins(search)
  for (const login of logins.filter(({ username }) => username === usernameOf(old))) {
    const secret = await readLoginSecret(login, search)
    if (secret === undefined) continue
    protectSecret(secret, context)
    await log.write({ borrowed: true })
    await store.set(secretName(old), secret)
    return
  }
}
