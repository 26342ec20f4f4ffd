import type { Context, Remote } from '../app/context.ts'
import { nameOf } from '../app/credential-name.ts'
import { DgshError, isPassing } from '../errors.ts'
import { KNOWN_REPOSITORIES } from '../registry/images.ts'
import { judgeAnswer, judgeFailure, type Verdict } from '../registry/verdict.ts'
import { message } from '../ui/message.ts'
import { doublingPauses, pollUntil } from '../waiting.ts'
import type { VerifiableLogin } from './verifiable-logins.ts'

/** A login, and what the registry said of it. */
export interface Verification extends VerifiableLogin, Verdict {}

/** Asks the registry about logins, one after the other: Quay limits requests. */
export async function verifyAll(logins: readonly VerifiableLogin[], remote: Remote): Promise<Verification[]> {
  const rows: Verification[] = []
  for (const login of logins) rows.push({ ...login, ...(await ask(login, remote)) })
  return rows
}

async function ask({ username, secret, scopes }: VerifiableLogin, remote: Remote) {
  try {
    const registry = await remote.registry()
    const answer = await registry.askAccess({ username, secret, repositories: KNOWN_REPOSITORIES })
    return judgeAnswer(answer, scopes)
  } catch (error) {
    if (isPassing(error) || (error instanceof DgshError && error.code === 'invalid_response'))
      return judgeFailure(error)
    throw error
  }
}

/** Asks again until all are ok or the time is over, in milliseconds; says when a verdict changes. */
export function watchAll(
  logins: readonly VerifiableLogin[],
  time: number,
  context: Context,
): Promise<Verification[]> {
  const { clock, messages } = context
  const last = new Map<string, string>()
  return pollUntil({
    async ask() {
      const rows = await verifyAll(logins, context.remote)
      for (const { id, username, comment, verdict } of rows) {
        if (last.get(username) !== verdict) messages.say(message`${nameOf({ id, comment })}: ${verdict}`)
        last.set(username, verdict)
      }
      return rows
    },
    isDone: (rows) => rows.every(({ verdict }) => verdict === 'ok'),
    pauses: doublingPauses({ first: 1000, longest: 15_000, within: time }, clock),
    clock,
  })
}
