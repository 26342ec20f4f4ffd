import type { Clock } from './ports.ts'

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

/** What is asked again and again, and how. */
export interface Poll<Answer> {
  ask: () => Promise<Answer>
  isDone: (answer: Answer) => boolean
  /** Milliseconds before each further question; when they are used up, the last answer counts. */
  pauses: Iterable<number>
  clock: Pick<Clock, 'sleep'>
  /** Called before each pause. */
  onPause?: (answer: Answer, milliseconds: number) => void
}

/** Asks until an answer is the wanted one or the pauses are used up, and returns the last answer. */
export async function pollUntil<Answer>(poll: Poll<Answer>): Promise<Answer> {
  const pauses = poll.pauses[Symbol.iterator]()
  while (true) {
    const answer = await poll.ask()
    const pause = poll.isDone(answer) ? undefined : pauses.next().value
    if (pause === undefined) return answer
    poll.onPause?.(answer, pause)
    await poll.clock.sleep(pause)
  }
}

/** How long pauses are, in milliseconds: at first, at most, and until when from now on they may end. */
export interface PauseLimits {
  first: number
  longest: number
  within: number
}

/** Returns pauses that double, as long as the next one ends in time. */
export function doublingPauses(limits: PauseLimits, { elapsed }: Pick<Clock, 'elapsed'>): Iterable<number> {
  const { first, longest, within } = limits
  const deadline = elapsed() + within
  return (function* () {
    for (let pause = first; elapsed() + pause <= deadline; pause = Math.min(pause * 2, longest)) yield pause
  })()
}
