import * as v from 'valibot'

/** Why a login was refused; `rejected` where the registry does not say. */
export type RefusalReason = 'wrong-secret' | 'deleted' | 'disabled' | 'rejected'

/** A login that the registry refused. */
export interface Refusal {
  login: 'refused'
  reason: RefusalReason
  /** The registry's own words, on one line, without the secret; empty when it has none. */
  message: string
}

const LONGEST_MESSAGE = 300

const errorSchema = v.object({ code: v.nullish(v.string(), ''), message: v.nullish(v.string(), '') })
const bodySchema = v.object({ errors: v.tupleWithRest([errorSchema], v.unknown()) })

/** Quay's words for each case (`data/model/user.py` of its source), matched softly. */
const WORDS: readonly [RegExp, RefusalReason][] = [
  [/supplied password/i, 'wrong-secret'],
  [/could not find robot/i, 'deleted'],
  [/disabled/i, 'disabled'],
]

/**
 * Reads what refuses a login: 401, 403, and at Quay 405 `DENIED` for a namespace that is disabled; undefined for any other
 * answer. `secrets` are taken out of the message, should the server repeat them.
 */
export function readRefusal(status: number, body: string, secrets: readonly string[]): Refusal | undefined {
  const { code, message } = readError(body)
  const isDisabled = status === 405 && code === 'DENIED'
  if (status !== 401 && status !== 403 && !isDisabled) return undefined
  const reason = WORDS.find(([pattern]) => pattern.test(message))?.[1]
  return {
    login: 'refused',
    reason: isDisabled ? 'disabled' : (reason ?? 'rejected'),
    message: hide(message, secrets),
  }
}

function readError(body: string): { code: string; message: string } {
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), bodySchema), body)
  const [error] = result.success ? result.output.errors : [undefined]
  if (error !== undefined) return { code: error.code ?? '', message: error.message ?? '' }
  const line = body.trim().split('\n', 1)[0] ?? ''
  return { code: '', message: /^[<{[]/.test(line) ? '' : line }
}

function hide(message: string, secrets: readonly string[]): string {
  const hidden = secrets
    .filter((secret) => secret !== '')
    .reduce((text, secret) => text.replaceAll(secret, '[redacted]'), message)
  return hidden.replace(/\s+/g, ' ').trim().slice(0, LONGEST_MESSAGE)
}
