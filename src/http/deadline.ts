/** The time that something may take. */
export interface Deadline {
  /** Aborted when the time is over, or when the user interrupts. */
  signal: AbortSignal
  /** True once the time is over. */
  isOver(): boolean
  /** Milliseconds that are left. */
  remaining(): number
  /**
   * The same promise, but no longer than the deadline: rejects with the signal's reason when it is aborted, even if the promise
   * never settles.
   */
  within<Value>(promise: Promise<Value>): Promise<Value>
  /** Stops the clock. To be called at the end. */
  stop(): void
}

/**
 * Starts the clock. It keeps the process alive, unlike `AbortSignal.timeout`: whatever becomes of the connection below, Node
 * does not run out of work and end before the wait has ended.
 */
export function startDeadline(ms: number, interrupt: AbortSignal): Deadline {
  const controller = new AbortController()
  const { signal } = controller
  const started = performance.now()
  let over = false
  const timer = setTimeout(() => {
    over = true
    controller.abort(new DOMException('the time is over', 'TimeoutError'))
  }, ms)
  const follow = () => controller.abort(interrupt.reason)
  if (interrupt.aborted) follow()
  interrupt.addEventListener('abort', follow, { once: true })
  return {
    signal,
    isOver: () => over,
    remaining: () => ms - (performance.now() - started),
    within: (promise) => orAborted(promise, signal),
    stop() {
      clearTimeout(timer)
      interrupt.removeEventListener('abort', follow)
    },
  }
}

function orAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
