import type { Parts } from '../app/context.ts'
import { DgshError } from '../errors.ts'

/**
 * Does something with each item, even after one has failed. Throws the first error when all were tried, and reports the others as
 * notes; an interruption or a bug ends it at once.
 */
export async function oneByOne<Item>(
  items: readonly Item[],
  nameOf: (item: Item) => string,
  act: (item: Item) => Promise<void>,
  context: Parts<'host' | 'messages'>,
): Promise<void> {
  const failed: { item: Item; error: DgshError }[] = []
  for (const item of items) {
    try {
      await act(item)
    } catch (error) {
      if (!(error instanceof DgshError) || context.host.signal.aborted) throw error
      failed.push({ item, error })
    }
  }
  const [first, ...others] = failed
  for (const { item, error } of others) context.messages.note(`${nameOf(item)}: ${error.message}`)
  if (first === undefined) return
  if (items.length === 1) throw first.error
  const { code, message, hint, requestId } = first.error
  throw new DgshError(code, `${nameOf(first.item)}: ${message}`, { hint, requestId })
}
