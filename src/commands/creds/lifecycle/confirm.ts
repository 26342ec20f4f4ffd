import type { Context } from '../../../context.ts'
import { DgshError } from '../../../errors.ts'

/** What is asked before something is deleted. */
export interface Deletion {
  question: string
  /** True for `--yes`: nothing is asked. */
  yes: boolean
}

/** Asks before a deletion. Throws `input_required` where dgsh may not ask, and `failed` for a no. */
export async function confirmDeletion({ question, yes }: Deletion, context: Context): Promise<void> {
  if (yes) return
  requireConsent(context)
  if (await (await context.prompt()).confirm(question)) return
  throw refused()
}

/** Throws `input_required` where dgsh may not ask for the consent to a deletion. */
export function requireConsent(context: Context): void {
  if (context.canPrompt) return
  throw new DgshError('input_required', 'this deletes a credential, and dgsh may not ask', {
    hint: 'say --yes',
  })
}

/** The error for a no. */
export function refused(): DgshError {
  return new DgshError('failed', 'nothing was deleted')
}
