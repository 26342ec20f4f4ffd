import wrapAnsi from 'wrap-ansi'
import { displayWidth } from './width.ts'

/** The lines of a text that are at most `width` wide: broken between words, else after a hyphen, else anywhere. */
export function wrapText(text: string, width: number): string[] {
  if (displayWidth(text) <= width) return [text]
  return softly(text, width).flatMap((word) =>
    displayWidth(word) <= width ? [word] : afterHyphens(word, width),
  )
}

/** What is still too wide between spaces is one word. */
function afterHyphens(word: string, width: number): string[] {
  const parts = softly(word.replaceAll('-', '- '), width).map((part) => part.replaceAll('- ', '-'))
  return parts.flatMap((part) => wrapAnsi(part, width, { hard: true }).split('\n'))
}

function softly(text: string, width: number): string[] {
  return wrapAnsi(text, width).split('\n')
}
