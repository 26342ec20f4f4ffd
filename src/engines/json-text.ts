/** A member of a JSON object: its name, and its value as the text has it. */
export interface TextMember {
  name: string
  value: string
}

const TOKENS = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"|[{}[\],:]/g

/**
 * Returns the members of the object that a text begins with, in their order, also where several have one name; none for anything
 * else. The text must be valid JSON, for which `parseFirstValue` is.
 */
export function membersOfText(text: string): TextMember[] {
  const members: TextMember[] = []
  let [depth, from, name]: [number, number, string | undefined] = [0, 0, undefined]
  if (!text.trimStart().startsWith('{')) return members
  for (const { 0: token, index } of text.matchAll(TOKENS)) {
    if (depth === 1 && name === undefined && token.startsWith('"')) name = JSON.parse(token) as string
    else if (depth === 1 && token === ':') from = index + 1
    else if (depth === 1 && (token === ',' || token === '}')) {
      if (name !== undefined) members.push({ name, value: text.slice(from, index).trim() })
      name = undefined
      if (token === '}') break
    } else if (token === '{' || token === '[') depth += 1
    else if (token === '}' || token === ']') depth -= 1
  }
  return members
}

/** Returns the text of an object with these members. */
export function textOfMembers(members: Iterable<TextMember>): string {
  return `{${[...members].map(({ name, value }) => `${JSON.stringify(name)}:${value}`).join(',')}}`
}
