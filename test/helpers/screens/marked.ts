import { stripVTControlCharacters } from 'node:util'

/** The names of what a select graphic rendition turns on. tmux writes no others of those that dgsh uses. */
const ON: Readonly<Record<string, string>> = {
  1: 'bold',
  2: 'dim',
  3: 'italic',
  4: 'underlined',
  7: 'inverse',
  30: 'black',
  31: 'red',
  32: 'green',
  33: 'yellow',
  34: 'blue',
  35: 'magenta',
  36: 'cyan',
  37: 'white',
  90: 'gray',
}

/**
 * Returns text with its colors as readable marks: `⟨bold⟩Frankfurt⟨/⟩`. Throws for an escape sequence that is not known here.
 */
export function withMarks(text: string): string {
  let style: string[] = []
  return text
    .split('\n')
    .map((line) => {
      let drawn = ''
      for (const piece of line.split(/(\u001b\[[0-9;]*m)/)) {
        if (piece.startsWith('\u001b')) style = styleAfter(style, piece.slice(2, -1))
        else if (style.length === 0 || piece === '') drawn += piece
        else drawn += `⟨${style.join(' ')}⟩${piece}⟨/⟩`
      }
      return joined(drawn)
    })
    .join('\n')
}

/** A phrase is painted word by word, and its spaces look the same either way. */
function joined(line: string): string {
  const shorter = line.replace(/⟨([a-z ]+)⟩([^⟨⟩]*)⟨\/⟩( +)⟨\1⟩/, '⟨$1⟩$2$3')
  return shorter === line ? line : joined(shorter)
}

function styleAfter(style: readonly string[], codes: string): string[] {
  let result = [...style]
  for (const code of codes.split(';')) {
    if (code === '' || code === '0') result = []
    else if (code === '39') result = result.filter(isWeight)
    // dgsh gives nothing a background.
    else if (code === '49') continue
    else if (ON[code] === undefined) throw new Error(`no name for the escape sequence ${code}`)
    else if (isWeight(ON[code])) result.push(ON[code])
    else result = [...result.filter(isWeight), ON[code]]
  }
  return result
}

const WEIGHTS: readonly string[] = ['bold', 'dim', 'italic', 'underlined', 'inverse']

function isWeight(name: string): boolean {
  return WEIGHTS.includes(name)
}

/** Returns the text without its colors. */
export function withoutColors(text: string): string {
  return stripVTControlCharacters(text)
}
