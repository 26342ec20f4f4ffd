import { type MemberPlace, membersFor, type ObjectPlace, objectAt, objectsFor } from './json-text.ts'
import type { HeldLogin } from './login-config.ts'
import {
  addition,
  applyEdits,
  DOCKERS_LAYOUT,
  type Edit,
  type Layout,
  layoutOf,
  objectText,
  removals,
} from './text-edits.ts'

/** The fields of an entry of `auths` that hold a login. */
const LOGIN_FIELDS = ['auth', 'username', 'password'] as const

/** What is changed of a config file so that a helper answers for a registry. */
export interface HelperEdits {
  /** Names the helper. */
  naming: Edit[]
  /** Takes logins out of entries of `auths`. */
  stripping: Edit[]
}

/**
 * Returns the edits of a config file that name a helper for a registry in `credHelpers` and take the login out of the entries of `auths`
 * with these keys. The file is one that the engine reads without a fault. Other bytes stay as they are.
 */
export function helperEdits(
  text: string,
  { registry, helper, keys }: { registry: string; helper: string; keys: readonly string[] },
): HelperEdits {
  const root = objectAt(text)
  if (root === undefined) return { naming: [wholeText(text, registry, helper)], stripping: [] }
  const entries = objectsFor(text, root, 'auths').flatMap(({ members }) =>
    members.filter(({ name }) => keys.includes(name)).flatMap(({ from }) => objectAt(text, from) ?? []),
  )
  return {
    naming: namingEdits(text, root, registry, helper),
    stripping: entries.flatMap((entry) => removals(entry, (member) => isOfLogin(entry, member))),
  }
}

function isOfLogin(entry: ObjectPlace, member: MemberPlace): boolean {
  return LOGIN_FIELDS.some((field) => membersFor(entry, field).includes(member))
}

/** A file that is empty, or holds `null`, and white space. */
function wholeText(text: string, registry: string, helper: string): Edit {
  const from = text.length - text.trimStart().length
  const to = Math.max(from, text.trimEnd().length)
  const inner = objectText(registry, JSON.stringify(helper), DOCKERS_LAYOUT, 1)
  return { from, to, text: objectText('credHelpers', inner, DOCKERS_LAYOUT, 0) }
}

function namingEdits(text: string, root: ObjectPlace, registry: string, helper: string): Edit[] {
  const layout = layoutOf(text, root)
  const value = JSON.stringify(helper)
  // Go merges them, and `null` empties what was there: the last one decides.
  const last = membersFor(root, 'credHelpers').at(-1)
  const inner = objectText(registry, value, layout, 1)
  if (last === undefined)
    return [addition(text, root, { name: 'credHelpers', value: inner, layout, depth: 0 })]
  const object = objectAt(text, last.from)
  if (object === undefined || object.start !== last.from)
    return [{ from: last.from, to: last.to, text: inner }]
  const named = object.members.filter(({ name }) => name === registry)
  if (named.length === 0) return [addition(text, object, { name: registry, value, layout, depth: 1 })]
  return named.map(({ from, to }) => ({ from, to, text: value }))
}

/** Returns the text with another helper for the registry in the place of one; with null with none. */
export function withoutHelper(
  text: string,
  { registry, helper, former }: { registry: string; helper: string; former: string | null },
): string {
  const root = objectAt(text)
  const objects = objectsFor(text, root, 'credHelpers')
  const value = JSON.stringify(helper)
  const isNamed = (object: ObjectPlace) => (member: MemberPlace) =>
    object.members.includes(member) &&
    member.name === registry &&
    JSON.stringify(JSON.parse(text.slice(member.from, member.to))) === value
  const edits = objects.flatMap((object) => {
    if (former === null) return removals(object, isNamed(object))
    return object.members
      .filter(isNamed(object))
      .map(({ from, to }) => ({ from, to, text: JSON.stringify(former) }))
  })
  return withoutEmpty(applyEdits(text, edits), edits.length > 0)
}

/** An empty `credHelpers` says nothing. */
function withoutEmpty(text: string, isChanged: boolean): string {
  const root = objectAt(text)
  if (root === undefined || !isChanged) return text
  const empty = membersFor(root, 'credHelpers').filter(
    ({ from, to }) => text.slice(from, to).replace(/\s/g, '') === '{}',
  )
  return applyEdits(
    text,
    removals(root, (member) => empty.includes(member)),
  )
}

/** Returns the text with a login in the entry of `auths` that has this key, as engines keep it in plain text. */
export function withLogin(text: string, key: string, login: HeldLogin): string {
  const auth = JSON.stringify(authOf(login))
  const root = objectAt(text)
  if (root === undefined) {
    const entry = objectText('auth', auth, DOCKERS_LAYOUT, 2)
    return objectText('auths', objectText(key, entry, DOCKERS_LAYOUT, 1), DOCKERS_LAYOUT, 0)
  }
  const layout = layoutOf(text, root)
  const entry = objectText('auth', auth, layout, 2)
  const found = objectsFor(text, root, 'auths').flatMap(({ members }) =>
    members.filter(({ name }) => name === key),
  )
  // Of several that are there the last one decides; two that differ would be a fault.
  if (found.length > 0)
    return applyEdits(
      text,
      found.map((member) => authEdit(text, member, { auth, entry, layout })),
    )
  const auths = membersFor(root, 'auths').at(-1)
  const value = objectText(key, entry, layout, 1)
  if (auths === undefined)
    return applyEdits(text, [addition(text, root, { name: 'auths', value, layout, depth: 0 })])
  const object = text[auths.from] === '{' ? objectAt(text, auths.from) : undefined
  return applyEdits(text, [
    object === undefined
      ? { from: auths.from, to: auths.to, text: value }
      : addition(text, object, { name: key, value: entry, layout, depth: 1 }),
  ])
}

function authEdit(
  text: string,
  { from, to }: MemberPlace,
  { auth, entry, layout }: { auth: string; entry: string; layout: Layout },
): Edit {
  const object = text[from] === '{' ? objectAt(text, from) : undefined
  if (object === undefined) return { from, to, text: entry }
  const own = membersFor(object, 'auth').at(-1)
  if (own !== undefined) return { from: own.from, to: own.to, text: auth }
  return addition(text, object, { name: 'auth', value: auth, layout, depth: 2 })
}

/** Returns a login as `auth` holds it: in standard base64, which docker and podman decode. */
export function authOf({ username, secret }: HeldLogin): string {
  return Buffer.from(`${username}:${secret}`).toString('base64')
}
