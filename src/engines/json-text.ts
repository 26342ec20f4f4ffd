import { fieldOf } from './go-decode.ts'

/** Where a member of an object is in a text. */
export interface MemberPlace {
  name: string
  /** Where its name begins and ends, with the quotes. */
  start: number
  nameEnd: number
  /** Where its value begins and ends. */
  from: number
  to: number
}

/** Where an object is in a text. */
export interface ObjectPlace {
  /** Of the opening brace. */
  start: number
  /** Behind the closing brace. */
  end: number
  members: readonly MemberPlace[]
}

/** A string, a bracket or sign, or anything else up to the next of them. */
const TOKEN = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"|[{}[\]:,]|[^\s"{}[\]:,]+/g

/**
 * Returns where the object is that begins at a place, or after the white space there; undefined where something else does. The text is
 * valid JSON: `parseFirstValue` has read it. Nothing recurses, as there.
 */
export function objectAt(text: string, at = 0): ObjectPlace | undefined {
  const tokens = new RegExp(TOKEN)
  tokens.lastIndex = at
  const first = tokens.exec(text)
  if (first?.[0] !== '{') return undefined
  const members: MemberPlace[] = []
  let open: Omit<MemberPlace, 'to'> | undefined
  let depth = 1
  for (let match = tokens.exec(text); match !== null; match = tokens.exec(text)) {
    const [token] = match
    const [start, end] = [match.index, match.index + token.length]
    if (depth === 1 && token === '}') return { start: first.index, end, members }
    if (depth === 1 && (token === ',' || token === ':')) continue
    if (open === undefined) {
      open = { name: JSON.parse(token), start, nameEnd: end, from: -1 }
      continue
    }
    if (open.from === -1) open.from = start
    depth += token === '{' || token === '[' ? 1 : token === '}' || token === ']' ? -1 : 0
    if (depth > 1) continue
    members.push({ ...open, to: end })
    open = undefined
  }
  return undefined
}

/** Returns the members that Go takes for a field, in any case. */
export function membersFor(object: ObjectPlace | undefined, field: string): MemberPlace[] {
  return (object?.members ?? []).filter(({ name }) => fieldOf(name, { [field]: 'string' }) !== undefined)
}

/** Returns the objects that are the values of a field. */
export function objectsFor(text: string, object: ObjectPlace | undefined, field: string): ObjectPlace[] {
  return membersFor(object, field).flatMap(({ from }) => objectAt(text, from) ?? [])
}

/** A member of an object: its name, and its value as the text has it. */
export interface TextMember {
  name: string
  value: string
}

/**
 * Returns the members of the object that a text begins with, in their order, also where several have one name; none where something
 * else does. The text is valid JSON, as for {@link objectAt}.
 */
export function membersOfText(text: string): TextMember[] {
  const members = objectAt(text)?.members ?? []
  return members.map(({ name, from, to }) => ({ name, value: text.slice(from, to) }))
}

/** Returns the text of an object with these members. */
export function textOfMembers(members: Iterable<TextMember>): string {
  return `{${[...members].map(({ name, value }) => `${JSON.stringify(name)}:${value}`).join(',')}}`
}
