import { join } from 'node:path'
import type { Context } from '../app/context.ts'
import { DgshError } from '../errors.ts'
import { makeDirectory } from '../files/directory.ts'
import { withFileLock } from '../settings/file-lock.ts'
import { engineSeconds } from './run-engine.ts'

/** Another dgsh is waited for as long as two runs of its engine may take. */
const RUNS = 2

/**
 * Changes the engines' logins while no other dgsh of this user does. Where no lock can be made, without one.
 */
export async function withLoginLock<Value>(context: Context, action: () => Promise<Value>): Promise<Value> {
  const { state } = context.host.paths
  if (state === undefined) return action()
  let begun = false
  const begin = () => {
    begun = true
    return action()
  }
  const patience = RUNS * 1000 * (await engineSeconds(context))
  try {
    makeDirectory(state)
    return await withFileLock(join(state, 'logins'), begin, { patience })
  } catch (error) {
    if (begun || error instanceof DgshError) throw error
    context.messages.debug(`the logins are not locked: ${(error as NodeJS.ErrnoException).code}`)
    return action()
  }
}
