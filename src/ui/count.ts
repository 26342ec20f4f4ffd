/** Returns a number with its noun: `1 credential`, `6 credentials`. */
export function countOf(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
