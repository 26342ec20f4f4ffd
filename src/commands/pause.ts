import { setTimeout as sleep } from 'node:timers/promises'
import type { Context } from '../context.ts'

/** Waits for so many milliseconds. Throws the reason of an interruption. */
export async function pause(milliseconds: number, { signal }: Context): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => {
    throw signal.reason
  })
}
