import type { Form } from './forms.ts'

/** A stretch of a text, from `start` up to but not including `end`. */
export interface Span {
  start: number
  end: number
}

/** A part of a value that was found: its span, and whether it is part of something in base64. */
export interface Found extends Span {
  isBase64: boolean
}

/** Finds the values whose forms it was told of. */
export interface Search {
  add(form: Form): void
  /** Returns every run of the text that is a whole form, or a part of one that tells too much. `isWanted` leaves forms out. */
  find(text: string, isWanted: (form: Form) => boolean): Found[]
}

/** So many characters of a value give away too much, and are no coincidence. */
const TELLING = 12

/** The characters of a part by which a form is known; no form is shorter. */
const PART = 8

/** Where parts occur often in one form, as in `aaaaaaaaaaaa`, not all of their places are tried. */
const MOST_PLACES = 64

/** The size of the table by which almost every character of a text is passed over; a power of 2. */
const TABLE_SIZE = 1 << 16

/** Makes a search that knows no forms yet. */
export function createSearch(): Search {
  const places = new Map<string, { form: Form; offset: number }[]>()
  const table = new Uint8Array(TABLE_SIZE)
  return {
    add(form) {
      eachPart(form.text, (offset, hash) => {
        table[hash] = 1
        const part = form.text.slice(offset, offset + PART)
        const known = places.get(part) ?? []
        if (known.length < MOST_PLACES) known.push({ form, offset })
        places.set(part, known)
      })
    },
    find(text, isWanted) {
      const found: Found[] = []
      eachPart(text, (start, hash) => {
        if (table[hash] === 0 || start < (found.at(-1)?.end ?? 0)) return
        const [longest] = (places.get(text.slice(start, start + PART)) ?? [])
          .filter(({ form }) => isWanted(form))
          .map(({ form, offset }) => ({ form, length: commonLength(text, start, form.text, offset) }))
          .filter(({ form, length }) => length >= Math.min(TELLING, form.text.length))
          .sort((a, b) => b.length - a.length)
        if (longest !== undefined)
          found.push({ start, end: start + longest.length, isBase64: longest.form.isBase64 })
      })
      return found
    },
  }
}

/** Calls with each part of the text and a hash for it, which is rolled over the text. */
function eachPart(text: string, visit: (start: number, hash: number) => void): void {
  let hash = 0
  for (let index = 0; index < text.length; index += 1) {
    hash = (Math.imul(hash, 31) + text.charCodeAt(index)) | 0
    if (index >= PART) hash = (hash - Math.imul(LEAVING, text.charCodeAt(index - PART))) | 0
    if (index >= PART - 1) visit(index - PART + 1, (hash ^ (hash >>> 16)) & (TABLE_SIZE - 1))
  }
}

/** What the character that leaves a part adds to its hash: 31 to the power of {@link PART}. */
const LEAVING = Math.imul(31 ** 4, 31 ** 4)

function commonLength(a: string, startOfA: number, b: string, startOfB: number): number {
  let length = 0
  while (startOfB + length < b.length && a[startOfA + length] === b[startOfB + length]) length += 1
  return length
}
