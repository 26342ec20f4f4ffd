import wrapAnsi from 'wrap-ansi'
import { displayWidth, segmentsOf } from './width.ts'

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
  return parts.flatMap((part) => anywhere(part, width))
}

/** wrap-ansi measures each character anew, and breaks an emoji of several parts. */
function anywhere(part: string, width: number): string[] {
  const lines: string[] = []
  let [line, room] = ['', width]
  for (const { segment, columns } of segmentsOf(part)) {
    if (columns > room && line !== '') {
      lines.push(line)
      line = ''
      room = width
    }
    line += segment
    room -= columns
  }
  return [...lines, line]
}

function softly(text: string, width: number): string[] {
  return text.includes(' ') ? wrapAnsi(text, width).split('\n') : [text]
}
