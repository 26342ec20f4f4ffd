import { DgshError } from '../errors.ts'
import type { ExecRequest, ExecResult } from '../ports.ts'

/** What a store that lives behind a program needs. */
export interface ProgramAccess {
  exec(request: ExecRequest): Promise<ExecResult>
  debug(message: string): void
  /** How long one call of the program may take. */
  timeoutMs: number
}

/** Throws `store_unusable` when the program did not start, did not end in time, or was ended by a signal. */
export function requireEnd(program: string, result: ExecResult, { timeoutMs }: ProgramAccess): void {
  const { timedOut, startError, signal } = result
  if (timedOut === true) {
    throw new DgshError('store_unusable', `${program} did not answer within ${timeoutMs / 1000} seconds`, {
      hint: 'it may be waiting for a password: unlock what it keeps its entries in, and try again; --timeout gives it longer',
    })
  }
  if (startError === 'ENOENT') {
    throw new DgshError('store_unusable', `${program} is not on PATH`, {
      hint: 'install it, or choose another store: dgsh auth login --store <store>',
    })
  }
  if (startError === undefined && signal === undefined) return
  throw new DgshError('store_unusable', `${program} cannot be run (${startError ?? signal})`, {
    hint: 'check that it is installed properly, or choose another store: dgsh auth login --store <store>',
  })
}

/** More than anybody reads of a line. */
const LONGEST_LINE = 16_384

/** The last line with something on it; its end where it is endless. */
export function lastLine(text: string): string {
  return text.slice(-LONGEST_LINE).trimEnd().split(/\r?\n/).at(-1)?.trim() ?? ''
}
