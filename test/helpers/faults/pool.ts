/** Does something with each item, a few at a time, and gives the results in the items' order. */
export async function inPool<Item, Result>(
  items: readonly Item[],
  size: number,
  act: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  let next = 0
  const work = async () => {
    for (let index = next++; index < items.length; index = next++)
      results[index] = await act(items[index] as Item)
  }
  await Promise.all(Array.from({ length: size }, work))
  return results
}
