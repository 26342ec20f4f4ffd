import { fieldOf } from './go-decode.ts'
import { authOf } from './helper-edits.ts'
import type { HeldLogin } from './login-config.ts'
import { applyEdits, type Edit, inOrder } from './text-edits.ts'

/** A part of a text that was taken out of a file: as it was, or a value of the login in the spelling that it had. */
export type Piece = string | { field: 'auth' | 'username' | 'password'; spelling: readonly Spelling[] }

/** What is put in the place of a part of the changed text to have the former one again. */
export interface Hunk {
  at: number
  length: number
  put: readonly Piece[]
}

/** A way in which a string is written in JSON beside what has to be escaped. */
export type Spelling = 'slash' | 'html' | 'plus' | 'equals' | 'ascii' | 'upper'

const ESCAPED: Readonly<Record<Exclude<Spelling, 'slash' | 'upper'>, RegExp>> = {
  // Go does so by itself, .NET with a plus sign.
  html: /[<>&\u2028\u2029]/g,
  plus: /\+/g,
  equals: /=/g,
  ascii: /[\u007f-\uffff]/g,
}

const SPELLINGS = ['slash', 'html', 'plus', 'equals', 'ascii', 'upper'] as const satisfies readonly Spelling[]

/**
 * Returns what undoes edits of a text, with no value of the login in it; undefined where a value cannot be rebuilt from the login, such as
 * a base64 of its own. `stripping` are the edits that take out the login.
 */
export function undoOf(
  text: string,
  { naming, stripping }: { naming: readonly Edit[]; stripping: readonly Edit[] },
  login: HeldLogin | undefined,
): Hunk[] | undefined {
  const hunks: Hunk[] = []
  let shift = 0
  for (const edit of inOrder([...naming, ...stripping])) {
    const removed = text.slice(edit.from, edit.to)
    const put = stripping.includes(edit) ? piecesOf(removed, login) : [removed]
    if (put === undefined) return undefined
    hunks.push({ at: edit.from + shift, length: edit.text.length, put })
    shift += edit.text.length - removed.length
  }
  return hunks
}

/** Returns the former text of a changed one; with another login than at that time, the former text with that one. */
export function undo(text: string, hunks: readonly Hunk[], login: HeldLogin | undefined): string {
  return applyEdits(
    text,
    hunks.map(({ at, length, put }) => ({
      from: at,
      to: at + length,
      text: put.map((piece) => render(piece, login)).join(''),
    })),
  )
}

function render(piece: Piece, login: HeldLogin | undefined): string {
  if (typeof piece === 'string') return piece
  return spell(login === undefined ? '' : valueFor(piece.field, login), piece.spelling)
}

function valueFor(field: string, login: HeldLogin): string {
  if (field === 'auth') return authOf(login)
  return field === 'username' ? login.username : login.secret
}

const STRING = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"/g

/** What is taken out are whole members, whose values are strings or `null`. */
function piecesOf(removed: string, login: HeldLogin | undefined): Piece[] | undefined {
  const pieces: Piece[] = []
  let [end, name, isName] = [0, '', true]
  for (const match of removed.matchAll(STRING)) {
    const [token] = match
    const between = removed.slice(end, match.index)
    if (between.includes(',')) isName = true
    end = match.index + token.length
    if (isName || token === '""') {
      pieces.push(between, token)
      name = JSON.parse(token)
      isName = !isName
      continue
    }
    const piece = login === undefined ? undefined : pieceOf(name, token, login)
    if (piece === undefined) return undefined
    pieces.push(between, piece)
    isName = true
  }
  return joined([...pieces, removed.slice(end)])
}

function joined(pieces: readonly Piece[]): Piece[] {
  const all: Piece[] = []
  for (const piece of pieces) {
    const last = all.at(-1)
    if (typeof piece === 'string' && typeof last === 'string') all.splice(-1, 1, last + piece)
    else all.push(piece)
  }
  return all
}

function pieceOf(name: string, token: string, login: HeldLogin): Piece | undefined {
  const field = fieldOf(name, { auth: 'string', username: 'string', password: 'string' })
  if (field !== 'auth' && field !== 'username' && field !== 'password') return undefined
  const spelling = spellingOf(token, valueFor(field, login))
  return spelling === undefined ? undefined : { field, spelling }
}

/** The first of all ways that gives the token; undefined where none does. */
function spellingOf(token: string, value: string): Spelling[] | undefined {
  if (JSON.parse(token) !== value) return undefined
  for (let bits = 0; bits < 2 ** SPELLINGS.length; bits += 1) {
    const spelling = SPELLINGS.filter((_, index) => (bits & (1 << index)) !== 0)
    if (spell(value, spelling) === token) return spelling
  }
  return undefined
}

function spell(value: string, spelling: readonly Spelling[]): string {
  const isUpper = spelling.includes('upper')
  const toHex = (character: string) => {
    const hex = character.charCodeAt(0).toString(16).padStart(4, '0')
    return `\\u${isUpper ? hex.toUpperCase() : hex}`
  }
  let text = JSON.stringify(value)
  if (spelling.includes('slash')) text = text.replaceAll('/', '\\/')
  for (const [name, characters] of Object.entries(ESCAPED))
    if (spelling.includes(name as Spelling)) text = text.replace(characters, toHex)
  return text
}
