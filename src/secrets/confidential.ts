import type { Parts, Remote, Streams } from '../app/context.ts'
import { isUuid } from '../deepgram/names.ts'
import { DgshError, usageError } from '../errors.ts'

/** What is read from a person or from standard input, and never shown. */
export interface Confidential {
  /** The noun: `secret` or `API key`. */
  noun: 'secret' | 'API key'
  /** The option that reads it from standard input. */
  option: '--secret-stdin' | '--key-stdin'
  fromStdin: boolean
}

/** Throws `input_required` when a confidential value could be had neither from standard input nor by asking. */
export function requireSource({ noun, option, fromStdin }: Confidential, io: Streams): void {
  if (fromStdin && io.stdin.isTTY) {
    throw usageError(
      `${option} would show the ${noun} on the terminal`,
      `leave ${option} out: dgsh asks for it without showing it`,
    )
  }
  if (fromStdin || io.canPrompt) return
  throw new DgshError('input_required', `the ${noun} is missing, and prompts are disabled`, {
    hint: `pipe it in with ${option}`,
  })
}

/** Reads a confidential value from its source, without the white space around it, and protects it. */
export async function readConfidential(
  confidential: Confidential,
  message: string,
  context: Parts<'io' | 'redaction'>,
): Promise<string> {
  const text = confidential.fromStdin
    ? await context.io.stdin.readAll()
    : await (await context.io.prompt()).secret(message)
  const value = text.trim()
  context.redaction.protect(value)
  refuseMistakes(value, confidential.noun)
  return value
}

function refuseMistakes(value: string, noun: Confidential['noun']): void {
  const again = 'copy it again, without anything around it'
  if (value === '') throw usageError(`the ${noun} is empty`, 'nothing was sent; try again')
  // Before the spaces: UTF-16 without a byte order mark has both.
  if (/[^\x21-\x7e\s]/.test(value)) {
    throw usageError(
      `that is not ${articleOf(noun)} ${noun}: it contains characters that ${articleOf(noun)} ${noun} cannot contain`,
      `${again}; a file must be plain text, not UTF-16`,
    )
  }
  if (/\s/.test(value))
    throw usageError(`that is not ${articleOf(noun)} ${noun}: it contains spaces or several lines`, again)
}

function articleOf(noun: Confidential['noun']): string {
  return noun === 'secret' ? 'a' : 'an'
}

/** Refuses an id or a username in a secret's place. */
export function refuseUsername(secret: string): void {
  if (!/^deepgram\+/i.test(secret) && !isUuid(secret)) return
  throw usageError(
    "that is a credential's username or id, not its secret",
    'the secret has 64 characters and was shown once, when the credential was created',
  )
}

/**
 * Refuses an API key in a secret's place: the one in use, or what looks like one. A key is 40 hexadecimal characters, a
 * secret 64 characters (API reference and samples).
 */
export async function refuseApiKey(secret: string, remote: Remote): Promise<void> {
  if (!/^[0-9a-f]{40}$/i.test(secret) && secret !== (await remote.apiKey())?.value) return
  throw usageError(
    "that is an API key, not a credential's secret",
    'the secret has 64 characters and was shown once, when the credential was created',
  )
}

/** Refuses a credential's secret in an API key's place. */
export function refuseSecret(apiKey: string): void {
  if (!/^[A-Z0-9]{64}$/.test(apiKey)) return
  throw usageError(
    "that is a credential's secret, not an API key",
    'API keys are made in the Deepgram console, under Settings',
  )
}
