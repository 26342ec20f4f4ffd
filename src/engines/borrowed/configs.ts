import { fieldOf } from '../go-decode.ts'
import { membersOfText, type TextMember, textOfMembers } from '../json-text.ts'
import { decodeAuth, hostOf, isKeyOf } from '../login-config.ts'
import { type ReadableConfig, readableConfig } from './readable.ts'

/** A login as an entry of `auths` has it. */
export interface LentEntry {
  /** The registry's host. */
  registry: string
  /** `user:secret` in base64. */
  auth: string
}

/**
 * Returns a config file for docker with a login beside what the user's own holds. docker looks at the entry of the host in the file where
 * `credHelpers` has an empty name for it, whatever `credsStore` says (docker/cli, getConfiguredCredentialStore; seen with docker
 * 28.2 and 28.5, and crane). Of an `auth` that docker cannot decode nothing is kept: docker would read no login of the file.
 */
export function dockerConfigWith(own: ReadableConfig, login: LentEntry): string {
  const auths = new Map([...own.auths].filter(([, entry]) => !hasBrokenAuth(entry)))
  const helpers = othersIn(own.credHelpers, login.registry)
  if (storeOf(own) !== undefined) helpers.set(login.registry, '""')
  return textOf({ auths: withLogin(auths, login), credHelpers: helpers, others: own.others })
}

/**
 * Returns a config file for what knows no empty name in `credHelpers`, such as helm (oras-go, getHelperSuffix; seen with helm 3.22)
 * and regctl, which asks the store of all registries for each login that it lists: that is named for each of its `servers` instead, but
 * for the lent one.
 */
export function plainConfigWith(own: ReadableConfig, login: LentEntry, servers: readonly string[]): string {
  const store = storeOf(own)
  const helpers = othersIn(own.credHelpers, login.registry)
  for (const server of servers.map(hostOf)) {
    const isNew = !helpers.has(server) && !isKeyOf(login.registry, server)
    if (store !== undefined && isNew) helpers.set(server, JSON.stringify(store))
  }
  const others = own.others.filter(({ name }) => !isStore(name))
  return textOf({ auths: withLogin(own.auths, login), credHelpers: helpers, others })
}

/**
 * Returns a file for podman, skopeo and buildah with a login beside those of several files that they read in this order: an entry
 * is left out where a former file has one that they would find first.
 */
export function authFileWith(files: readonly ReadableConfig[], login: LentEntry): string {
  const auths = new Map<string, string>()
  const helpers = new Map<string, string>()
  for (const file of files) {
    const former = [...auths.keys(), ...helpers.keys()].map(nameOf)
    const isNew = (key: string) => !former.some((name) => `${nameOf(key)}/`.startsWith(`${name}/`))
    const isOfNew = (host: string) => !former.some((name) => hostOf(name) === host)
    for (const [key, entry] of file.auths) if (isNew(key) && holdsLogin(entry)) auths.set(key, entry)
    for (const [host, helper] of file.credHelpers) if (isOfNew(host)) helpers.set(host, helper)
  }
  const others = new Map([...auths].filter(([key]) => !isOfOthers(key, login.registry)))
  const kept = new Map([...auths].filter(([key]) => isOfOthers(key, login.registry)))
  return textOf({
    auths: new Map([...kept, ...withLogin(others, login)]),
    credHelpers: othersIn(helpers, login.registry),
    others: [],
  })
}

/**
 * Returns the value of `DOCKER_AUTH_CONFIG` with a login in place of those that it has for the registry; undefined where it is no JSON
 * object, so that docker ignores it. Fields that docker refuses stay: others read the variable, too.
 */
export function variableWith(value: string, login: LentEntry): string | undefined {
  const own = readableConfig(value, 'docker')
  return own === undefined ? undefined : textOf({ ...own, auths: withLogin(own.auths, login) })
}

/** Returns the helper that keeps the logins of all registries, if any. */
export function storeOf({ others }: ReadableConfig): string | undefined {
  const values = others.filter(({ name, value }) => isStore(name) && value.startsWith('"'))
  const last = values.at(-1)?.value
  return last === undefined ? undefined : (JSON.parse(last) as string) || undefined
}

function isStore(name: string): boolean {
  return fieldOf(name, { credsStore: 'string' }) !== undefined
}

type Entries = ReadonlyMap<string, string>

function withLogin(entries: Entries, { registry, auth }: LentEntry): Map<string, string> {
  return othersIn(entries, registry).set(registry, JSON.stringify({ auth }))
}

function othersIn(entries: Entries, registry: string): Map<string, string> {
  return new Map([...entries].filter(([key]) => !isKeyOf(registry, key)))
}

/** The namespace of Deepgram's images, and the paths below which an old docker wrote down registries. */
const COMPETING = /^[^/]+(?:\/(?:deepgram|v[12])(?:\/|$)|\/?$)/

/** True for the entry of another registry, and for that of a namespace in which the lent login has nothing to pull. */
function isOfOthers(key: string, registry: string): boolean {
  return !isKeyOf(registry, key) || (nameOf(key) === key && !COMPETING.test(key))
}

/** What podman and its kin take a key for: a URL is its host (containers/image, normalizeAuthFileKey). */
function nameOf(key: string): string {
  return /^https?:\/\//.test(key) ? hostOf(key) : key
}

/** podman and its kin look further where an entry holds nothing that they know. */
function holdsLogin(entry: string): boolean {
  const fields = { auth: 'string', identitytoken: 'string' } as const
  return membersOfText(entry).some(
    ({ name, value }) => fieldOf(name, fields) !== undefined && !/^(?:""|null)$/.test(value),
  )
}

function hasBrokenAuth(entry: string): boolean {
  const values = membersOfText(entry).filter(({ name }) => fieldOf(name, { auth: 'string' }) !== undefined)
  const auth: unknown = JSON.parse(values.at(-1)?.value ?? '""')
  return typeof auth === 'string' && auth !== '' && !decodeAuth(auth)?.username
}

function textOf({ auths, credHelpers, others }: ReadableConfig): string {
  const mapped: [string, Entries][] = [
    ['auths', auths],
    ...(credHelpers.size === 0 ? [] : ([['credHelpers', credHelpers]] as [string, Entries][])),
  ]
  const members = mapped.map(
    ([name, entries]): TextMember => ({ name, value: textOfMembers(membersOf(entries)) }),
  )
  return `${textOfMembers([...members, ...others])}\n`
}

function membersOf(entries: Entries): TextMember[] {
  return [...entries].map(([name, value]) => ({ name, value }))
}
