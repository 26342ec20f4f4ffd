import { createHash } from 'node:crypto'

/** What fits the names of files, in which some helpers keep their entries, with the host behind it. */
const LONGEST = 100

/**
 * Returns the name under which the secret of a login is kept that is of no Deepgram credential. Stores and programs take names apart at
 * colons, slashes and at-signs; of a longer name there is a digest.
 */
export function loginName(username: string): string {
  const encoded = [...Buffer.from(username)].map(encodeByte).join('')
  const name = encoded.length > LONGEST ? createHash('sha256').update(username).digest('hex') : encoded
  return `login:${name}`
}

function encodeByte(byte: number): string {
  const character = String.fromCharCode(byte)
  return /[A-Za-z0-9.-]/.test(character) ? character : `_${byte.toString(16).padStart(2, '0')}`
}
