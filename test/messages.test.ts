import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { withCommandAtEnd } from '../src/ui/message.ts'
import { textsOf } from './helpers/texts.ts'

const NOUNS =
  'auth|profiles|projects|creds|login|logout|verify|where|doctor|images|exec|export|helper|config|completion|commands'

const MENTION = new RegExp(`\\bdgsh (?:${NOUNS})\\b`)

/** What a command is not: the rest of a sentence. */
const PROSE = /[;)]|,(?: |$)| (?:shows?|does|and|then|or|to|with) (?!&)/

/** Help is laid out in another way. */
const isHelp = (path: string) => /(?:^|\/)index\.ts$|^commands\/(?:help|declaration)\//.test(path)

const SOURCES = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !isHelp(path))
  .map((path) => ({ path, text: readFileSync(join('src', path), 'utf8') }))

/** The lines of a text in which a command is named elsewhere than at the end of the line, where it would be broken. */
function misplaced(text: string): string[] {
  return text.split('\n').filter((line) => {
    if (!MENTION.test(line)) return false
    const last = withCommandAtEnd(line).at(-1)
    return typeof last === 'string' || last === undefined || PROSE.test(last.text.replace(/<[^>]*>/g, 'x'))
  })
}

describe('in a plain text, a command stands at the end of its line or has one of its own', () => {
  it.each(SOURCES)('$path', ({ path, text }) => {
    expect(textsOf(path, text).flatMap(misplaced)).toEqual([])
  })

  it.each([
    ['dgsh creds list shows them', 1],
    ['choose one with dgsh projects use', 1],
    ['the registry (dgsh config get registry)', 1],
    ['to see them: dgsh creds list, and try again', 1],
    ['to see them: dgsh creds list', 0],
    ['to see them:\ndgsh creds list', 0],
    ['unset X && dgsh auth login', 0],
  ])('finds that in %j', (text, count) => {
    expect(misplaced(text)).toHaveLength(count)
  })
})
