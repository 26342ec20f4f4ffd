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

/** Returns what a promise gives, or `late` when it has given nothing after so many milliseconds. */
export async function orAfter<Value>(ms: number, late: Value, promise: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<Value>((resolve) => {
    timer = setTimeout(() => resolve(late), ms)
  })
  return Promise.race([promise, over]).finally(() => clearTimeout(timer))
}
