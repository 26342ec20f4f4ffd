import { nameOf } from '../app/credential-name.ts'
import { withoutMark } from '../credentials/comment.ts'
import type { Operation, Rotation } from '../journal/operation.ts'
import { plainText, type Span } from '../ui/message.ts'

/** Returns what a sentence calls the credential that a rotation replaces. */
export function previousName({ previous, wanted }: Rotation): (string | Span)[] {
  return nameOf({ id: previous, comment: withoutMark(wanted.comment) })
}

/** Returns what a sentence calls the credential that an operation created. */
export function createdName({ wanted }: Operation, id: string): (string | Span)[] {
  return nameOf({ id, comment: withoutMark(wanted.comment) })
}

/** Returns a time of day for people, in UTC: `2026-01-31 17:05 UTC`. */
export function minuteOf(time: string): string {
  return `${time.slice(0, 16).replace('T', ' ')} UTC`
}

/** Returns what a sentence calls an operation. */
export function describeOperation(operation: Operation): string {
  const { wanted, started } = operation
  return operation.kind === 'create'
    ? `the creation of "${wanted.comment}" (${minuteOf(started)})`
    : `the rotation of ${plainText(previousName(operation))}`
}
