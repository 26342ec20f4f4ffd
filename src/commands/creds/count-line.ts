import type { Credential } from '../../deepgram/credential.ts'
import { command, countOf, type Message, message } from '../../ui/message.ts'

/** What is said below a list. */
export interface Counted {
  shown: readonly Credential[]
  all: number
  /** The project's name; undefined where it is not known. */
  project: string | undefined
}

/** Returns how many credentials there are, and how to search them, by a word of one of their comments. */
export function countLine({ shown, all, project }: Counted): Message {
  const place = project === undefined ? '' : ` in ${project}`
  const count = `${countOf(all, 'credential')}${place}`
  if (shown.length < all) return `${shown.length} of ${count}`
  const word = all > 1 ? searchWord(shown) : undefined
  return word === undefined ? count : message`${count}. Search: ${command(`dgsh creds list ${word}`)}`
}

/** The last word of a comment that few credentials have; one that needs no quotes in a shell. */
function searchWord(credentials: readonly Credential[]): string | undefined {
  const comments = credentials.map(({ comment }) => wordsOf(comment ?? ''))
  const counts = new Map<string, number>()
  for (const words of comments)
    for (const word of new Set(words)) counts.set(word, (counts.get(word) ?? 0) + 1)
  const last = comments.flatMap((words) => words.at(-1) ?? [])
  return last.find((word) => counts.get(word) === 1) ?? last[0]
}

function wordsOf(comment: string): string[] {
  return comment
    .toLowerCase()
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((word) => /^[a-z]{4,}$/.test(word))
}
