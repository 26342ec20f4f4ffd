import type { Parts } from '../app/context.ts'
import { DgshError, reportError } from '../errors.ts'
import { NOT_FOUND } from '../helper-protocol.ts'
import { safeText } from '../ui/safe-text.ts'

/** What docker-credential-dgsh says, and the exit code it ends with. */
export interface Answer {
  stdout: string
  stderr: string
  exitCode: number
}

/** The answer of a verb that was carried out and has nothing to say. */
export const DONE: Answer = { stdout: '', stderr: '', exitCode: 0 }

/** Returns the answer that the protocol has a text for, such as that there is no login. */
export function refusal(text: string): Answer {
  return { stdout: `${text}\n`, stderr: '', exitCode: 1 }
}

/** Returns the answer that there is no login, with the reason where the user can do something about it. */
export function notFound(reason = ''): Answer {
  return { ...refusal(NOT_FOUND), stderr: reason }
}

/**
 * Returns the answer of a verb that failed. The cause is on both streams: docker shows only what helpers say on stderr, podman and
 * its kin only what they say on stdout.
 */
export function failure(error: unknown, context: Parts<'redaction'>): Answer {
  const { message, hint = '' } = reportError(error)
  const hints = hint.split('\n').filter((line) => line !== '')
  const oneLine = [message, ...hints].map(safeText).join('; ')
  return { stdout: `${context.redaction.redact(oneLine)}\n`, stderr: causeOf(error, context), exitCode: 1 }
}

/** Returns the lines about a failure for people. */
export function causeOf(error: unknown, { redaction }: Parts<'redaction'>): string {
  const { message, hint } = reportError(error)
  const lines = [`error: ${message}`, ...(hint === undefined ? [] : [`hint: ${hint}`])]
  return lines
    .flatMap((text) => text.split('\n'))
    .map((line) => `${redaction.redact(safeText(line))}\n`)
    .join('')
}

/** Makes an error of a request that is none. */
export function badRequest(message: string): DgshError {
  return new DgshError('usage', message)
}
