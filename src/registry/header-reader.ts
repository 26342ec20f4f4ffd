/**
 * Reads a header from its start: gives what is called with sticky patterns, and finds each at the place where the last one that
 * found anything ended.
 */
export function createHeaderReader(text: string): (pattern: RegExp) => RegExpExecArray | undefined {
  let place = 0
  return (pattern) => {
    pattern.lastIndex = place
    const found = pattern.exec(text)
    if (found === null) return undefined
    place = pattern.lastIndex
    return found
  }
}
