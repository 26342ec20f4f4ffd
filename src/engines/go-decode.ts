import type { JsonNode } from './json-members.ts'

/** What a Go program decodes JSON into: a string, a map, a list, or a structure with named fields. */
export type Shape = 'string' | { map: Shape } | { list: Shape } | { fields: Readonly<Record<string, Shape>> }

/** Something in a text that does not get into what it is decoded into. */
export interface DecodeFault {
  /**
   * `type`: a value of another type; `overridden`: a former value under the same name; `unknown`: a name of no field; `text`:
   * a half of a surrogate pair, which Go replaces.
   */
  kind: 'type' | 'overridden' | 'unknown' | 'text'
  /** Where it is, as the text has it: `auths["quay.io"].auth`. */
  place: string
  /** The same by the fields' own names: `auths`, `quay.io`, `auth`. */
  path: readonly string[]
  /** For `type`: what is decoded there. */
  wanted?: 'string' | 'list' | 'object'
}

/** A decoded value: strings, arrays, and for objects maps, those of structures by the names of their fields. */
export type GoValue = string | GoValue[] | Map<string, GoValue>

/** What became of a value. */
export interface Decoded {
  value: GoValue
  faults: DecodeFault[]
}

/**
 * Decodes a value as Go's `encoding/json` does. A value of another type is skipped, and decoding goes on, though it ends in an error;
 * `null` changes nothing in a string or structure, and empties a map or list; a field is found by its name in any case, and a
 * second one decodes into the value of the first, so that maps are merged (encoding/json, decode.go: object, literalStore).
 */
export function goDecode(node: JsonNode, shape: Shape): Decoded {
  const faults: DecodeFault[] = []
  return { value: decode(node, shape, emptyOf(shape), { place: '', path: [], faults }), faults }
}

interface At extends Pick<DecodeFault, 'place' | 'path'> {
  faults: DecodeFault[]
}

function decode(node: JsonNode, shape: Shape, former: GoValue, at: At): GoValue {
  if (node.kind === 'null') return decodeNull(shape, former, at)
  if (shape === 'string') {
    if (node.kind !== 'string') return typeFault('string', at, former)
    if (isBroken(node.text)) fault('text', at, '')
    return former === '' || former === node.text ? node.text : fault('overridden', at, node.text)
  }
  if ('list' in shape) {
    if (node.kind !== 'array') return typeFault('list', at, former)
    const items = node.items.map((item, index) =>
      decode(item, shape.list, emptyOf(shape.list), inside(at, `[${index}]`, String(index))),
    )
    if (!isEmpty(former) && !isSame(former, items)) fault('overridden', at, former)
    return items
  }
  if (node.kind !== 'object' || !(former instanceof Map)) return typeFault('object', at, former)
  return 'map' in shape
    ? decodeMap(node.members, shape.map, former, at)
    : decodeFields(node.members, shape.fields, former, at)
}

function decodeNull(shape: Shape, former: GoValue, at: At): GoValue {
  if (shape === 'string' || 'fields' in shape || isEmpty(former)) return former
  return fault('overridden', at, emptyOf(shape))
}

type Members = readonly [name: string, value: JsonNode][]

/** The elements of a map are replaced, not merged. */
function decodeMap(members: Members, shape: Shape, former: Map<string, GoValue>, at: At): GoValue {
  const map = new Map(former)
  for (const [name, node] of members) {
    const own = inside(at, `[${JSON.stringify(name)}]`, name)
    if (isBroken(name)) fault('text', own, '')
    const value = decode(node, shape, emptyOf(shape), own)
    const replaced = map.get(name)
    if (replaced !== undefined && !isEmpty(replaced) && !isSame(replaced, value))
      fault('overridden', own, value)
    map.set(name, value)
  }
  return map
}

function decodeFields(
  members: Members,
  fields: Readonly<Record<string, Shape>>,
  former: Map<string, GoValue>,
  at: At,
): GoValue {
  const map = new Map(former)
  for (const [name, node] of members) {
    const field = fieldOf(name, fields)
    const own = inside(at, at.place === '' ? name : `.${name}`, field ?? name)
    const shape = field === undefined ? undefined : fields[field]
    if (field === undefined || shape === undefined) fault('unknown', own, '')
    else map.set(field, decode(node, shape, map.get(field) ?? emptyOf(shape), own))
  }
  return map
}

function inside({ place, path, faults }: At, suffix: string, name: string): At {
  return { place: place + suffix, path: [...path, name], faults }
}

/** The field that a name means, in any case; undefined when there is none. */
export function fieldOf(name: string, fields: Readonly<Record<string, Shape>>): string | undefined {
  return Object.keys(fields).find((known) => folded(known) === folded(name))
}

/** Go folds the long s and the Kelvin sign, too (encoding/json, fold.go). */
function folded(name: string): string {
  return name.toLowerCase().replaceAll('\u017F', 's')
}

function isBroken(text: string): boolean {
  return /\p{Surrogate}/u.test(text)
}

function emptyOf(shape: Shape): GoValue {
  if (shape === 'string') return ''
  return 'list' in shape ? [] : new Map()
}

/** True for a value that a program which writes it again may leave out. */
function isEmpty(value: GoValue): boolean {
  if (value instanceof Map) return [...value.values()].every(isEmpty)
  return value.length === 0
}

function isSame(one: GoValue, other: GoValue): boolean {
  return JSON.stringify(one, plainMap) === JSON.stringify(other, plainMap)
}

function plainMap(_: string, value: unknown): unknown {
  return value instanceof Map ? [...value].sort(([one], [other]) => (one < other ? -1 : 1)) : value
}

function fault(
  kind: Exclude<DecodeFault['kind'], 'type'>,
  { place, path, faults }: At,
  value: GoValue,
): GoValue {
  faults.push({ kind, place, path })
  return value
}

function typeFault(
  wanted: 'string' | 'list' | 'object',
  { place, path, faults }: At,
  value: GoValue,
): GoValue {
  faults.push({ kind: 'type', place, path, wanted })
  return value
}
