import { nameOf } from '../app/credential-name.ts'
import { withoutMark } from '../credentials/comment.ts'
import type { Operation } from '../journal/operation.ts'
import type { Span } from '../ui/message.ts'

/** Returns what a sentence calls the credential that an operation replaces. */
export function previousName({ old = '', wanted }: Pick<Operation, 'old' | 'wanted'>): (string | Span)[] {
  return nameOf({ id: old, comment: withoutMark(wanted.comment) })
}

/** Returns what a sentence calls the credential that an operation created; `id` where the journal does not have it yet. */
export function createdName(
  { created = '', wanted }: Pick<Operation, 'created' | 'wanted'>,
  id = created,
): (string | Span)[] {
  return nameOf({ id, comment: withoutMark(wanted.comment) })
}

/** Returns a time of day for people, in UTC: `2026-01-31 17:05 UTC`. */
export function minuteOf(time: string): string {
  return `${time.slice(0, 16).replace('T', ' ')} UTC`
}
