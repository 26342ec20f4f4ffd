import { describe, expect, it } from 'vitest'
import { type GoValue, goDecode, type Shape } from '../../src/engines/go-decode.ts'
import { parseFirstValue } from '../../src/engines/json-members.ts'

const ENTRY: Shape = { fields: { auth: 'string' } }
const SHAPE: Shape = {
  fields: {
    name: 'string',
    auths: { map: ENTRY },
    list: { list: 'string' },
    maps: { map: { map: 'string' } },
  },
}

function decodeText(text: string) {
  const read = parseFirstValue(text)
  if ('problem' in read || read.value === undefined) throw new Error(`no JSON: ${text}`)
  const { value, faults } = goDecode(read.value, SHAPE)
  return { value: plain(value), faults: faults.map(({ kind, place }) => `${kind} ${place}`) }
}

function plain(value: GoValue): unknown {
  if (value instanceof Map) return Object.fromEntries([...value].map(([name, inner]) => [name, plain(inner)]))
  return Array.isArray(value) ? value.map(plain) : value
}

// Seen with docker 28.2 and podman 4.3, which are told such files, or read in encoding/json.
describe('goDecode', () => {
  it.each<[what: string, text: string, value: unknown]>([
    [
      'names in any case',
      '{"NAME":"a","Auths":{"Q":{"AUTH":"x"}}}',
      { name: 'a', auths: { Q: { auth: 'x' } } },
    ],
    ['the long s and the Kelvin sign', '{"auth\u017F":{"q":{}}}', { auths: { q: {} } }],
    ['maps of one name as one', '{"auths":{"a":{}},"AUTHS":{"b":{}}}', { auths: { a: {}, b: {} } }],
    ['null in a string', '{"name":"a","name":null}', { name: 'a' }],
    ['null in a list', '{"list":[null,"b"]}', { list: ['', 'b'] }],
    ['null as an entry', '{"auths":{"a":null}}', { auths: { a: {} } }],
    ['null for a map', '{"auths":null}', { auths: {} }],
    ['null', 'null', {}],
    [
      'the same twice',
      '{"name":"a","name":"a","auths":{"a":{}},"auths":{"a":{"auth":"x"}}}',
      { name: 'a', auths: { a: { auth: 'x' } } },
    ],
  ])('decodes %s', (_, text, value) => {
    expect(decodeText(text)).toEqual({ value, faults: [] })
  })

  it.each<[text: string, value: unknown, fault: string]>([
    ['{"name":5}', { name: '' }, 'type name'],
    ['{"Name":true,"list":["b"]}', { name: '', list: ['b'] }, 'type Name'],
    ['{"auths":[]}', { auths: {} }, 'type auths'],
    [
      '{"auths":{"a\\"b":{"auth":{}},"c":{"auth":"x"}}}',
      { auths: { 'a"b': { auth: '' }, c: { auth: 'x' } } },
      'type auths["a\\"b"].auth',
    ],
    ['{"list":{}}', { list: [] }, 'type list'],
    ['{"list":["a",1]}', { list: ['a', ''] }, 'type list[1]'],
    ['{"maps":{"p":{"q":1}}}', { maps: { p: { q: '' } } }, 'type maps["p"]["q"]'],
    ['[]', {}, 'type '],
    ['{"name":"a","NAME":"b"}', { name: 'b' }, 'overridden NAME'],
    ['{"auths":{"a":{"auth":"x"}},"auths":null}', { auths: {} }, 'overridden auths'],
    ['{"auths":{"a":{"auth":"x"},"a":{}}}', { auths: { a: {} } }, 'overridden auths["a"]'],
    ['{"future":{"a":1}}', {}, 'unknown future'],
    ['{"auths":{"a":{"note":1}}}', { auths: { a: {} } }, 'unknown auths["a"].note'],
    ['{"name":"\\ud800"}', { name: '\ud800' }, 'text name'],
    ['{"maps":{"\\udc00":{}}}', { maps: { '\udc00': {} } }, 'text maps["\\udc00"]'],
  ])('says what does not get in of %j', (text, value, fault) => {
    expect(decodeText(text)).toEqual({ value, faults: [fault] })
  })
})
