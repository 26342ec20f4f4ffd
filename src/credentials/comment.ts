import { shortId } from '../app/credential-name.ts'

const LONGEST = 128

/** What is wrong with a comment; undefined for a good one: 1 to 128 characters, trimmed (Deepgram's Rust SDK). */
export function problemOfComment(text: string): string | undefined {
  const length = [...text.trim()].length
  if (length === 0) return 'Deepgram wants a comment, such as the name of the machine or cluster'
  if (length > LONGEST) return `a comment has at most ${LONGEST} characters, and this one has ${length}`
  // Line ends and the like: they are for nobody's good in a list.
  if (/\p{Cc}/u.test(text.trim())) return 'a comment is one line, without control characters'
  return isWhole(text) ? undefined : 'it holds half a character (a lone surrogate)'
}

/** False for a text with half of a pair in UTF-16, which no other encoding can have. */
export function isWhole(text: string): boolean {
  return !/\p{Surrogate}/u.test(text)
}

const SUFFIX = / ?\(replaces [^()]*\)$/

/** A comment without what {@link commentOfSuccessor} added to it. */
export function withoutMark(comment: string): string {
  return comment.replace(SUFFIX, '')
}

/**
 * The comment of a credential that replaces another: the old one's, with the first characters of its id and the mark of
 * this rotation, by which the new credential is found again when its id was lost. Shortened to what Deepgram takes.
 */
export function commentOfSuccessor(
  { id, comment }: { id: string; comment: string | undefined },
  mark: string,
): string {
  const suffix = `(replaces ${shortId(id)}, rotation ${mark})`
  const base = withoutMark(comment ?? '')
    .replace(/[\p{Cc}\p{Surrogate}]+/gu, ' ')
    .trim()
  const room = LONGEST - suffix.length - 1
  const characters = [...base]
  const shown = characters.length > room ? `${characters.slice(0, room - 1).join('')}…` : base
  return shown === '' ? suffix : `${shown} ${suffix}`
}
