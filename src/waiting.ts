/** What is being waited for right now, for people; the newest last. */
const pending = new Set<{ what: string }>()

/** Waits for a promise under a name, which {@link pendingWaits} has until it is settled. */
export async function waitFor<Value>(what: string, promise: Promise<Value>): Promise<Value> {
  const wait = { what }
  pending.add(wait)
  try {
    return await promise
  } finally {
    pending.delete(wait)
  }
}

/** The names of what is being waited for: when Node has nothing left to do, what will never come. */
export function pendingWaits(): string[] {
  return [...pending].map(({ what }) => what)
}
