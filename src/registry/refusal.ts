import * as v from 'valibot'
import { type RefusalReason, readReason } from './quay-words.ts'

/** A login that the registry refused. */
export interface Refusal {
  login: 'refused'
  reason: RefusalReason
  /** The registry's own words, on one line; empty when it has none. It may repeat the secret. */
  message: string
}

/** More is not worked on. What is shown of it is cut where it is shown, after the secret is hidden. */
const LONGEST_MESSAGE = 4000

const errorSchema = v.object({ code: v.nullish(v.string(), ''), message: v.nullish(v.string(), '') })
const bodySchema = v.object({ errors: v.tupleWithRest([errorSchema], v.unknown()) })

/**
 * Reads what refuses a login: 401, 403, and at Quay 405 `DENIED` for a namespace that is disabled; undefined for any other
 * answer.
 */
export function readRefusal(status: number, body: string): Refusal | undefined {
  const { code, message } = readError(body)
  const isDisabled = status === 405 && code === 'DENIED'
  if (status !== 401 && status !== 403 && !isDisabled) return undefined
  // Nothing else is in this message: a looser match is enough here.
  const reason = readReason(message) ?? (/disabled/i.test(message) ? 'disabled' : undefined)
  return {
    login: 'refused',
    reason: isDisabled ? 'disabled' : (reason ?? 'rejected'),
    message: message.slice(0, LONGEST_MESSAGE).replace(/\s+/g, ' ').trim(),
  }
}

function readError(body: string): { code: string; message: string } {
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), bodySchema), body)
  const [error] = result.success ? result.output.errors : [undefined]
  if (error !== undefined) return { code: error.code ?? '', message: error.message ?? '' }
  const line = body.trim().split('\n', 1)[0] ?? ''
  return { code: '', message: /^[<{[]/.test(line) ? '' : line }
}
