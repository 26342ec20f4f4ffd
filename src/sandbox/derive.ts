import { createHash } from 'node:crypto'

const SEED = 'dgsh sandbox'
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

/** A UUID (version 4 in form) that is always the same for the same label. */
export function deriveUuid(label: string): string {
  const hex = digest(`uuid ${label}`).toString('hex')
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-')
}

/**
 * The secret that belongs to a label: 64 characters of `A-Z0-9`, the form of the sample in Deepgram's API reference.
 * It is no secret to anybody who has read this file, and opens nothing but the sandbox.
 */
export function deriveSecret(label: string): string {
  return Array.from(digest(`secret ${label}`), (byte) => ALPHABET[byte % ALPHABET.length]).join('')
}

/** An API key in the form of Deepgram's: 40 hex characters. */
export function deriveApiKey(label: string): string {
  return digest(`api key ${label}`).toString('hex').slice(0, 40)
}

function digest(text: string): Buffer {
  return createHash('sha512').update(`${SEED} ${text}`).digest()
}
