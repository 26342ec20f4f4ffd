import { describe, expect, it } from 'vitest'
import { membersOfText, textOfMembers } from '../../src/engines/json-text.ts'

describe('membersOfText', () => {
  it.each<[text: string, members: [name: string, value: string][]]>([
    ['{}', []],
    [
      ' { "a" : 1.50 , "b":[1, {"c": ","}], "a": {"x": "}"} } and more {"z": 1}',
      [
        ['a', '1.50'],
        ['b', '[1, {"c": ","}]'],
        ['a', '{"x": "}"}'],
      ],
    ],
    [
      '{"q\\"{": "a\\\\", "\\u0061": null, "": true}',
      [
        ['q"{', '"a\\\\"'],
        ['a', 'null'],
        ['', 'true'],
      ],
    ],
    [
      '{"s": "name", "t": "u"}',
      [
        ['s', '"name"'],
        ['t', '"u"'],
      ],
    ],
    ['["a", {"b": 1}]', []],
    ['null', []],
    ['', []],
  ])('finds those of %s', (text, members) => {
    expect(membersOfText(text).map(({ name, value }) => [name, value])).toEqual(members)
  })

  it('is not ended by a text that is nested deeply', () => {
    const value = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
    expect(membersOfText(`{"a":${value},"b":1}`)).toEqual([
      { name: 'a', value },
      { name: 'b', value: '1' },
    ])
  })
})

describe('textOfMembers', () => {
  it('puts values together as they are, and names in their quotes', () => {
    expect(
      textOfMembers([
        { name: 'a"', value: '1.50' },
        { name: '__proto__', value: '{ }' },
      ]),
    ).toBe('{"a\\"":1.50,"__proto__":{ }}')
  })
})
