/** The full name of an entry that is kept for another API or registry than the default: a URL, or a host. */
export function entryFor(name: string, host: string): string {
  const plain = host.replace(/^https?:\/\//, '')
  return `${name}@${plain.replace(/[^A-Za-z0-9.-]/g, (character) => `_${character.charCodeAt(0).toString(16)}`)}`
}
