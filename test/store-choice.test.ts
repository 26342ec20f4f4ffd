import { describe, expect, it } from 'vitest'
import { parseStoreChoice, splitWords } from '../src/store-choice.ts'

describe('parseStoreChoice', () => {
  it.each([
    ['keychain', 'keychain', []],
    ['file', 'file', []],
    ['helper:pass', 'helper', ['pass']],
    ['command:op read op://vault/key', 'command', ['op', 'read', 'op://vault/key']],
    ['command: cat "/my files/key" ', 'command', ['cat', '/my files/key']],
  ])('reads %s', (text, kind, words) => {
    expect(parseStoreChoice(text)).toMatchObject({ kind, words })
  })

  it.each([
    '',
    'keychains',
    'keychain:x',
    'file:/tmp/x',
    'helper:',
    'helper:../x',
    'helper:a b',
    'helper:-x',
    'command:',
    'command:"x',
  ])('refuses "%s"', (text) => {
    expect(parseStoreChoice(text)).toBeUndefined()
  })

  it.each(['keychain', 'helper:pass', "command:cat '/my files/key'"])('keeps %s as it is written', (text) => {
    expect(parseStoreChoice(text)?.text).toBe(text)
    expect(parseStoreChoice(parseStoreChoice(text)?.text ?? '')).toEqual(parseStoreChoice(text))
  })
})

describe('splitWords', () => {
  it.each([
    ['a  b\tc', ['a', 'b', 'c']],
    [`a "b c" 'd "e"'`, ['a', 'b c', 'd "e"']],
    ['--key="a b"', ['--key=a b']],
    ['C:\\bin\\op.exe $HOME *', ['C:\\bin\\op.exe', '$HOME', '*']],
    [`a ""`, ['a', '']],
    [`it's`, undefined],
  ])('parts %s', (line, words) => {
    expect(splitWords(line)).toEqual(words)
  })
})
