import type { Parts } from '../app/context.ts'
import { DgshError } from '../errors.ts'
import { type HelperVerb, helperProgram } from '../helper-protocol.ts'
import type { Answer } from './answer.ts'
import { PASSED_ON } from './servers.ts'

/** The helper may have to ask the user to unlock a keychain, or a server for a login. */
const PATIENCE_MS = 30_000

/** The engine waits for a list, and a list takes no password. */
const LIST_PATIENCE_MS = 2000

/** A request that another helper is to answer. */
export interface PassedRequest {
  verb: HelperVerb
  /** What came on standard input. */
  input: string
  /** The name of the helper. */
  helper: string
}

/** Passes a request on to another helper as it is, and returns its answer as it is. Throws `failed` where the helper gives none. */
export async function passOn(
  { verb, input, helper }: PassedRequest,
  { host }: Parts<'host'>,
): Promise<Answer> {
  const file = helperProgram(helper)
  const timeoutMs = verb === 'list' ? LIST_PATIENCE_MS : PATIENCE_MS
  // It keeps the terminal, on which it may ask.
  const request = { file, args: [verb], input, timeoutMs, env: { [PASSED_ON]: '1' }, ownGroup: false }
  const { exitCode, signal, startError, stderr, stdout, timedOut } = await host.exec(request)
  if (timedOut === true) throw noAnswer(file, `gave no answer in ${timeoutMs / 1000} seconds`)
  if (startError === 'ENOENT') throw noAnswer(file, 'is not on PATH')
  if (exitCode === undefined) throw noAnswer(file, `cannot be run (${startError ?? signal})`)
  return { stdout, stderr, exitCode }
}

function noAnswer(file: string, why: string): DgshError {
  return new DgshError('failed', `${file}, which keeps the logins of other registries, ${why}`, {
    hint: 'to see who answers for what: dgsh helper status',
  })
}
