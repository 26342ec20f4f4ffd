/** A JSON value that keeps every member of its objects, in their order, also where several have one name. */
export type JsonNode =
  | ObjectNode
  | ArrayNode
  | { kind: 'string'; text: string }
  | { kind: 'number' | 'boolean' | 'null' }

interface ObjectNode {
  kind: 'object'
  members: [name: string, value: JsonNode][]
}

interface ArrayNode {
  kind: 'array'
  items: JsonNode[]
}

/** The first value of a text, undefined for a blank one, and what follows it; or why it is no JSON, as the end of a sentence about it. */
export type FirstValue = { value: JsonNode | undefined; rest: string } | { problem: string }

const TOKEN =
  /"[^"\\]*(?:\\[\s\S][^"\\]*)*"|[{}[\]:,]|true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y

/** JSON's white space: no byte order mark and no no-break space. */
const BLANKS = /[ \t\r\n]*/y

/**
 * Reads the first JSON value of a text, as Go's Decoder does. `JSON.parse` would know neither of several members with one name, nor of
 * what follows a value, and its messages quote the text, which may hold secrets. Nothing recurses: the text may be nested deeply.
 */
export function parseFirstValue(text: string): FirstValue {
  const root: ArrayNode = { kind: 'array', items: [] }
  const open: Frame[] = [{ node: root, name: '', expects: 'value', isNew: false }]
  let at = skip(BLANKS, text, 0)
  if (at === text.length) return { value: undefined, rest: '' }
  while (root.items.length === 0 || open.length > 1) {
    const end = skip(TOKEN, text, at)
    if (end === at || !take(text.slice(at, end), open))
      return { problem: `is not valid JSON (${placeOf(at, text)})` }
    at = skip(BLANKS, text, end)
  }
  return { value: root.items[0], rest: text.slice(at) }
}

/** Gives where a match that begins here ends; the same place when there is none. */
function skip(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from
  return pattern.test(text) ? pattern.lastIndex : from
}

function placeOf(at: number, text: string): string {
  const lines = text.slice(0, at).split('\n')
  return `line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}`
}

/** An object or array that is being read. */
interface Frame {
  node: ObjectNode | ArrayNode
  /** Of the member whose value is read. */
  name: string
  expects: 'name' | 'colon' | 'value' | 'comma'
  /** Nothing of it has been read. */
  isNew: boolean
}

/** Takes the next token; false where the grammar has no place for it. */
function take(token: string, open: Frame[]): boolean {
  const top = open.at(-1)
  if (top === undefined) return false
  const { expects, isNew } = top
  top.isNew = false
  if (token === '}' || token === ']') {
    const isOwn = top.node.kind === (token === '}' ? 'object' : 'array') && (isNew || expects === 'comma')
    return isOwn && open.length > 1 && open.pop() !== undefined
  }
  if (token === ',') {
    top.expects = top.node.kind === 'object' ? 'name' : 'value'
    return expects === 'comma'
  }
  if (token === ':') {
    top.expects = 'value'
    return expects === 'colon'
  }
  const node = nodeOf(token)
  if (node === undefined) return false
  if (expects === 'value') return takeValue(node, top, open)
  top.expects = 'colon'
  if (expects !== 'name' || node.kind !== 'string') return false
  top.name = node.text
  return true
}

function takeValue(node: JsonNode, top: Frame, open: Frame[]): boolean {
  top.expects = 'comma'
  if (top.node.kind === 'object') top.node.members.push([top.name, node])
  else top.node.items.push(node)
  if (node.kind === 'object') open.push({ node, name: '', expects: 'name', isNew: true })
  if (node.kind === 'array') open.push({ node, name: '', expects: 'value', isNew: true })
  return true
}

function nodeOf(token: string): JsonNode | undefined {
  if (token === '{') return { kind: 'object', members: [] }
  if (token === '[') return { kind: 'array', items: [] }
  if (token === 'null') return { kind: 'null' }
  if (!token.startsWith('"')) return { kind: token === 'true' || token === 'false' ? 'boolean' : 'number' }
  try {
    return { kind: 'string', text: JSON.parse(token) }
  } catch {
    return undefined
  }
}
