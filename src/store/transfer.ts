import { DgshError } from '../errors.ts'
import type { Store } from './store.ts'

/** What is to be in a store, and what is to be gone from another one when it is. */
export interface Transfer {
  to: Store
  /** Name and value. */
  entries: ReadonlyMap<string, string>
  /** What is to be forgotten elsewhere once everything is in its new place. */
  obsolete?: { from: Store; names: readonly string[] } | undefined
  /** Done when all entries are written, before any is forgotten; gives what takes it back. */
  commit(): Promise<() => Promise<void>>
}

type Undo = () => Promise<unknown>

/**
 * Does all of it or nothing: entries are written and read back, then it is committed, then the old ones are forgotten.
 * Killed in between, there is at worst a copy too many. What fails is taken back, and thrown again.
 */
export async function transfer(request: Transfer): Promise<void> {
  const undos: Undo[] = []
  try {
    await writeAll(request, undos)
    undos.push(await request.commit())
    await forgetAll(request, undos)
  } catch (error) {
    await takeBack(undos, error)
    throw error
  }
}

async function writeAll({ to, entries }: Transfer, undos: Undo[]): Promise<void> {
  for (const [name, value] of entries) {
    const before = await to.get(name)
    if (before === value) continue
    // Noted before it is tried: a write that failed may have happened all the same.
    undos.push(() => (before === undefined ? to.delete(name) : to.set(name, before)))
    await to.set(name, value)
    if ((await to.get(name)) === value) continue
    throw new DgshError('store_unusable', `${to.name} does not give back what it was given`, {
      hint: 'choose another store: dgsh auth login --store <store>',
    })
  }
}

async function forgetAll({ obsolete }: Transfer, undos: Undo[]): Promise<void> {
  if (obsolete === undefined) return
  const { from, names } = obsolete
  for (const name of names) {
    const value = await from.get(name)
    if (value === undefined) continue
    undos.push(async () => (await from.get(name)) === value || from.set(name, value))
    await from.delete(name)
  }
}

/** All of them, the latest first, whatever becomes of one. */
async function takeBack(undos: readonly Undo[], cause: unknown): Promise<void> {
  let failures = 0
  for (const undo of [...undos].reverse()) {
    await undo().catch(() => {
      failures += 1
    })
  }
  if (failures === 0 || !(cause instanceof DgshError)) return
  throw new DgshError(
    cause.code,
    `${cause.message}; and ${failures} of the changes could not be taken back`,
    {
      hint: `${cause.hint ?? 'try again'}\nto see what is in use now: dgsh auth status`,
    },
  )
}
