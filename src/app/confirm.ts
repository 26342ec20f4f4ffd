import { DgshError } from '../errors.ts'
import { type Message, plainText } from '../ui/message.ts'
import type { Streams } from './context.ts'

/** What is asked before something is deleted. */
export interface Deletion {
  question: Message
  /** True for `--yes`: nothing is asked. */
  yes: boolean
}

/** Asks before a deletion. Throws `input_required` where prompts are disabled, and `failed` for a no. */
export async function confirmDeletion({ question, yes }: Deletion, io: Streams): Promise<void> {
  if (yes) return
  requireConsent(io)
  if (await (await io.prompt()).confirm(plainText(question))) return
  throw refused()
}

/** Throws `input_required` where prompts are disabled, so that nobody can confirm a deletion. */
export function requireConsent(io: Streams): void {
  if (io.canPrompt) return
  throw new DgshError('input_required', 'refusing to delete without confirmation (prompts are disabled)', {
    hint: 'pass --yes',
  })
}

/** Returns the error for a no. */
export function refused(): DgshError {
  return new DgshError('failed', 'nothing was deleted')
}
