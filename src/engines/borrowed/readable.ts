import { CONTAINERS_CONFIG, DOCKER_CONFIG, type Structure } from '../config-shapes.ts'
import { fieldOf, type GoValue, goDecode } from '../go-decode.ts'
import { parseFirstValue } from '../json-members.ts'
import { membersOfText, type TextMember } from '../json-text.ts'
import type { LoginFileKind } from '../login-files.ts'

/** What an engine can read of a config file with logins. Each value is as the file has it, unless a part of it cannot be read. */
export interface ReadableConfig {
  /** `auths`, by their keys. */
  auths: ReadonlyMap<string, string>
  credHelpers: ReadonlyMap<string, string>
  /** All other members, also those that no engine knows. */
  others: readonly TextMember[]
}

/**
 * Reads a config file's text member by member as the engine does: with the names of fields in any case, and what several members of
 * one name hold together. What the engine could not decode is left out: docker and podman would read no login of a file that has it
 * (docker/cli, LoadFromReader). Undefined for a text that is no JSON object at all.
 */
export function readableConfig(text: string, kind: LoginFileKind): ReadableConfig | undefined {
  const first = parseFirstValue(text)
  // docker reads the first value and nothing behind it; podman reads all.
  if ('problem' in first || (kind === 'containers' && first.rest !== '')) return undefined
  const root = first.value ?? { kind: 'null' }
  if (root.kind !== 'object' && root.kind !== 'null') return undefined
  const shape = kind === 'containers' ? CONTAINERS_CONFIG : DOCKER_CONFIG
  const { value, faults } = goDecode(root, shape)
  const broken = faults.filter((fault) => fault.kind === 'type').map(({ path }) => path)
  const decoded = { value, broken, shape }
  return {
    auths: mapOfField('auths', text, decoded),
    credHelpers: mapOfField('credHelpers', text, decoded),
    others: otherMembers(text, decoded),
  }
}

interface DecodedConfig {
  value: GoValue
  /** The places that are of another type than the engine wants. */
  broken: readonly (readonly string[])[]
  shape: Structure
}

/** A map is merged from all members that mean the field, and emptied by `null`. */
function mapOfField(
  field: 'auths' | 'credHelpers',
  text: string,
  { value, broken, shape }: DecodedConfig,
): Map<string, string> {
  const entries = new Map<string, string>()
  for (const member of membersOfText(text)) {
    if (fieldOf(member.name, shape.fields) !== field) continue
    if (member.value === 'null') entries.clear()
    for (const { name, value } of membersOfText(member.value)) entries.set(name, value)
  }
  for (const [, name] of broken.filter((path) => path[0] === field && path.length > 1)) {
    const entry = memberOf(memberOf(value, field), name ?? '')
    if (entry === undefined) entries.delete(name ?? '')
    else entries.set(name ?? '', textOf(entry))
  }
  return entries
}

function otherMembers(text: string, { value, broken, shape }: DecodedConfig): TextMember[] {
  const members = membersOfText(text).filter(
    ({ name }) => !['auths', 'credHelpers'].includes(fieldOf(name, shape.fields) ?? ''),
  )
  const bad = new Set(broken.map(([field]) => field))
  const whole = members.filter(({ name }) => !bad.has(fieldOf(name, shape.fields)))
  const rest = [...bad].flatMap((field = '') => {
    const decoded = memberOf(value, field)
    const isMap = field === 'auths' || field === 'credHelpers'
    return decoded === undefined || isMap || decoded === '' ? [] : [{ name: field, value: textOf(decoded) }]
  })
  return [...whole, ...rest]
}

function memberOf(value: GoValue | undefined, name: string): GoValue | undefined {
  return value instanceof Map ? value.get(name) : undefined
}

function textOf(value: GoValue): string {
  return JSON.stringify(value, (_, part: unknown) => (part instanceof Map ? Object.fromEntries(part) : part))
}
