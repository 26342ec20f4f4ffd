/** How many requests are under way at once: a registry counts them. */
const AT_ONCE = 4

/**
 * Does something with each item, a few at a time, and gives the results in the items' order. After a failure nothing new is
 * begun, and that failure is thrown when what is under way has ended.
 */
export async function fewAtOnce<Item, Result>(
  items: readonly Item[],
  act: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  let next = 0
  let failed = false
  const work = async () => {
    while (next < items.length && !failed) {
      const index = next
      next += 1
      try {
        results[index] = await act(items[index] as Item)
      } catch (error) {
        failed = true
        throw error
      }
    }
  }
  const ended = await Promise.allSettled(Array.from({ length: AT_ONCE }, work))
  const failure = ended.find((result) => result.status === 'rejected')
  if (failure !== undefined) throw failure.reason
  return results
}
