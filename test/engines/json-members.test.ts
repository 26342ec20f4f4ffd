import { describe, expect, it } from 'vitest'
import { type JsonNode, parseFirstValue } from '../../src/engines/json-members.ts'

/** The value as JavaScript has it; any for a number or boolean. */
function plain(node: JsonNode | undefined): unknown {
  if (node?.kind === 'object')
    return Object.fromEntries(node.members.map(([name, value]) => [name, plain(value)]))
  if (node?.kind === 'array') return node.items.map(plain)
  if (node?.kind === 'string') return node.text
  return node?.kind === 'null' ? null : expect.anything()
}

describe('parseFirstValue', () => {
  it('keeps all members of an object in their order', () => {
    expect(parseFirstValue('{"a":"1","b":[true,null,-1e3],"a":{}}')).toEqual({
      value: {
        kind: 'object',
        members: [
          ['a', { kind: 'string', text: '1' }],
          ['b', { kind: 'array', items: [{ kind: 'boolean' }, { kind: 'null' }, { kind: 'number' }] }],
          ['a', { kind: 'object', members: [] }],
        ],
      },
      rest: '',
    })
  })

  it.each([
    ['brackets and escapes in strings', '{"a\\"}":"]\\u007d"}', ''],
    ['white space around', ' \r\n{} \t\n', ''],
    ['a second value', '{}{"a":1}', '{"a":1}'],
    ['a closing brace too many', '{} }', '}'],
    ['a scalar', 'true x', 'x'],
  ])('reads %s', (_, text, rest) => {
    expect(parseFirstValue(text)).toMatchObject({ rest })
  })

  it('takes a blank text for no value', () => {
    expect(parseFirstValue(' \n')).toEqual({ value: undefined, rest: '' })
  })

  it.each([
    '{',
    '{"a":',
    '{"a" "b"}',
    "{'a':1}",
    '{"a":1,}',
    '\uFEFF{}',
    '\u00A0{}',
    '}',
    '"a',
    'undefined',
    '[1 2]',
    '[,]',
    '[1,]',
    '{:1}',
    '{"a"}',
    '{"a":1]',

    '"\\x"',
    '"\t"',
    '[01]',
  ])('takes %j for no JSON, and quotes nothing of it', (text) => {
    const read = parseFirstValue(text)
    expect(read).toEqual({ problem: expect.stringMatching(/^is not valid JSON \(line 1, column \d+\)$/) })
  })

  it.each(['0', '-1.5e+7', '"\\u00e9\\n"', '[[],{},[{}]]', '{"":{"":[]}}', '{"a":[1,{"b":null}],"c":false}'])(
    'reads %j as JSON.parse does',
    (text) => {
      const read = parseFirstValue(text)
      expect('value' in read && plain(read.value)).toEqual(JSON.parse(text))
    },
  )

  it('names the line of an error', () => {
    expect(parseFirstValue('{"a":1,\n"SECRET"\n}')).toEqual({
      problem: 'is not valid JSON (line 3, column 1)',
    })
  })

  it('reads what is nested deeply, and what is large', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
    expect(parseFirstValue(deep)).toMatchObject({ rest: '' })
    expect(parseFirstValue(`{"a":"${'x'.repeat(5_000_000)}"}`)).toMatchObject({ rest: '' })
  })
})
