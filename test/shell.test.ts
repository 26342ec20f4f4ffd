import { describe, expect, it } from 'vitest'
import { shellLine, shellWord } from '../src/shell.ts'

describe('shellWord', () => {
  it.each([
    ['/a/config.json', '/a/config.json'],
    ['my prod', "'my prod'"],
    ["it's", "'it'\\''s'"],
    ['', "''"],
    ['$(x)', "'$(x)'"],
    ['~', "'~'"],
  ])('%s', (text, expected) => {
    expect(shellWord(text)).toBe(expected)
  })
})

describe('shellLine', () => {
  it.each([
    [['skopeo', '--x=1', 'docker://a.b:5/c@d'], 'skopeo --x=1 docker://a.b:5/c@d'],
    [['[::1]:5000/x', "it's", ''], "'[::1]:5000/x' 'it'\\''s' ''"],
  ])('%j', (words, line) => {
    expect(shellLine(words)).toBe(line)
  })
})
