import { id as idSpan, message, type Span } from '../ui/message.ts'

/** The characters of an id that stand for it in a sentence. */
export const SHORT_ID = 8

/** What a sentence shows of a comment at most, in characters. */
const LONGEST_NAME = 60

/** Returns the start of an id that stands for it in a sentence; every command takes it, too. */
export function shortId(id: string): string {
  return id.slice(0, SHORT_ID)
}

/** What names a credential. */
export interface Named {
  id: string
  /** Undefined or empty where it is not known. */
  comment?: string | undefined
}

/** Returns what a sentence calls a credential: its comment and the start of its id; without a comment the whole id. */
export function nameOf({ id, comment }: Named): (string | Span)[] {
  const known = (comment ?? '').trim()
  if (known === '') return [idSpan(id)]
  return message`${{ kind: 'name', text: startOfComment(known) }} (${idSpan(shortId(id))})`
}

/** Returns a comment as a line shows it: by characters and not by columns, as what measures text is slow to load. */
export function startOfComment(comment: string, longest = LONGEST_NAME): string {
  const characters = [...comment]
  return characters.length <= longest ? comment : `${characters.slice(0, longest - 1).join('')}…`
}
