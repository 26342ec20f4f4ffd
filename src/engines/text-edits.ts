import type { MemberPlace, ObjectPlace } from './json-text.ts'

/** A part of a text, and what is to be there. */
export interface Edit {
  from: number
  to: number
  text: string
}

/** Returns the text with all edits made, which do not overlap. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const sorted = inOrder(edits)
  const kept = sorted.map(({ from, text: put }, index) => text.slice(sorted[index - 1]?.to ?? 0, from) + put)
  return [...kept, text.slice(sorted.at(-1)?.to ?? 0)].join('')
}

/** Returns edits in the order of their places. */
export function inOrder(edits: readonly Edit[]): Edit[] {
  return [...edits].sort((one, other) => one.from - other.from || one.to - other.to)
}

/** Returns the edits that take members out of an object, with their commas, and leave all else as it is. */
export function removals(object: ObjectPlace, isRemoved: (member: MemberPlace) => boolean): Edit[] {
  const { members, start, end } = object
  const kept = members.filter((member) => !isRemoved(member))
  const last = kept.at(-1)
  if (kept.length === members.length) return []
  if (last === undefined) return [{ from: start + 1, to: end - 1, text: '' }]
  const before = members.flatMap((member, index) => {
    const next = members[index + 1]
    return isRemoved(member) && member.start < last.start && next !== undefined
      ? [{ from: member.start, to: next.start, text: '' }]
      : []
  })
  const lastOfAll = members.at(-1)
  const isAfter = lastOfAll !== undefined && lastOfAll !== last
  return isAfter ? [...before, { from: last.to, to: lastOfAll.to, text: '' }] : before
}

/** How a text is laid out. */
export interface Layout {
  /** What stands before each member of the root: a line end and the indentation, or little. */
  lead: string
  /** What stands between a name and its value. */
  colon: string
}

/** As docker, podman and helm write their files (encoding/json, MarshalIndent with a tab). */
export const DOCKERS_LAYOUT: Layout = { lead: '\n\t', colon: ': ' }

/** Returns how a text is laid out, by the members of its root; as engines write it where there are none. */
export function layoutOf(text: string, root: ObjectPlace): Layout {
  const { lead, colon } = DOCKERS_LAYOUT
  return { lead: leadOf(text, root) ?? lead, colon: colonOf(text, root) ?? colon }
}

/** Returns the edit that adds a member at the end of an object; `depth` is 0 for the root. The value is JSON on one line. */
export function addition(
  text: string,
  object: ObjectPlace,
  { name, value, layout, depth }: { name: string; value: string; layout: Layout; depth: number },
): Edit {
  const last = object.members.at(-1)
  const own = leadAt(layout, depth)
  const member = `${JSON.stringify(name)}${colonOf(text, object) ?? layout.colon}${value}`
  if (last === undefined)
    return { from: object.start + 1, to: object.end - 1, text: own + member + closing(layout, depth) }
  const lead = leadOf(text, object) ?? own
  return { from: last.to, to: last.to, text: `,${lead}${member}` }
}

/** Returns an object with one member as text, for a place at a depth. */
export function objectText(name: string, value: string, layout: Layout, depth: number): string {
  const member = `${JSON.stringify(name)}${layout.colon}${value}`
  return `{${leadAt(layout, depth)}${member}${closing(layout, depth)}}`
}

/** On one line, only what follows a comma may have a space before it. */
function leadAt({ lead }: Layout, depth: number): string {
  return isBroken(lead) ? lead + indentation(lead).repeat(depth) : ''
}

function closing(layout: Layout, depth: number): string {
  const { lead } = layout
  if (!isBroken(lead)) return ''
  return depth === 0 ? lead.slice(0, lead.length - indentation(lead).length) : leadAt(layout, depth - 1)
}

function isBroken(lead: string): boolean {
  return lead.includes('\n')
}

function indentation(lead: string): string {
  return lead.slice(lead.lastIndexOf('\n') + 1)
}

/** What stands between two members, without the comma; for a single one what stands before it. */
function leadOf(text: string, { start, members }: ObjectPlace): string | undefined {
  const [first, second] = members
  if (first === undefined) return undefined
  if (second === undefined) return text.slice(start + 1, first.start)
  const between = text.slice(first.to, second.start)
  return between.slice(between.indexOf(',') + 1)
}

function colonOf(text: string, { members: [first] }: ObjectPlace): string | undefined {
  return first === undefined ? undefined : text.slice(first.nameEnd, first.from)
}
