import { isJsonObject } from '../json.ts'
import { CONTAINERS_CONFIG, DOCKER_CONFIG } from './config-shapes.ts'
import { type GoValue, goDecode } from './go-decode.ts'
import { parseFirstValue } from './json-members.ts'

/** A config file with logins, as the engine decodes it; podman's and helm's have docker's format. */
export interface LoginConfig {
  /** `auths`, by registry, URL or path. One bad entry does not hide the others. */
  auths: ReadonlyMap<string, unknown>
  /** `credHelpers`: the helper of a registry, by its host. */
  credHelpers: ReadonlyMap<string, unknown>
  /** `credsStore`: the helper of all other registries. */
  credsStore: string | undefined
}

/** A user and a secret as an entry of `auths` holds them. */
export interface HeldLogin {
  username: string
  secret: string
}

/**
 * Reads a config file's text as the engine does, with field names in any case; a blank one and `null` are an empty config.
 * Undefined when the engine reads nothing from it. What a login would lose of it is for `judgeLoginFile`.
 */
export function parseLoginConfig(
  text: string,
  kind: 'docker' | 'containers' | 'helm' = 'docker',
): LoginConfig | undefined {
  const first = parseFirstValue(text)
  // docker reads the first value and nothing behind it; podman reads all.
  if ('problem' in first || (kind === 'containers' && first.rest !== '')) return undefined
  const root = first.value ?? { kind: 'null' }
  if (root.kind !== 'object' && root.kind !== 'null') return undefined
  const fields = goDecode(root, kind === 'containers' ? CONTAINERS_CONFIG : DOCKER_CONFIG).value
  const credsStore = field(fields, 'credsStore')
  return {
    auths: new Map(
      [...mapOf(field(fields, 'auths'))].map(([key, entry]) => [key, Object.fromEntries(mapOf(entry))]),
    ),
    credHelpers: mapOf(field(fields, 'credHelpers')),
    credsStore: typeof credsStore === 'string' && credsStore !== '' ? credsStore : undefined,
  }
}

/** True when docker takes the config for one without logins, and picks a store by itself (docker/cli, ContainsAuth). */
export function holdsNothing({ auths, credHelpers, credsStore }: LoginConfig): boolean {
  return auths.size === 0 && credHelpers.size === 0 && credsStore === undefined
}

/**
 * The login of an entry of `auths`; undefined for an empty one, whose login a helper keeps, and for one with an identity
 * token, which belongs to no user name.
 */
export function loginOf(entry: unknown): HeldLogin | undefined {
  const fields = entriesOf(entry)
  const text = (name: string) => {
    const value = fields.get(name)
    return typeof value === 'string' ? value : ''
  }
  const auth = text('auth')
  const { username, secret } =
    auth === ''
      ? { username: text('username'), secret: text('password') }
      : (decodeAuth(auth) ?? { username: '', secret: '' })
  const hasToken = secret === '' && text('identitytoken') !== ''
  return username === '' || hasToken ? undefined : { username, secret }
}

/**
 * The registry's host of a key, as docker takes it (docker/cli, ConvertToHostname): without scheme and path. podman takes
 * the path of a key without a scheme into account, which does not change the host.
 */
export function hostOf(key: string): string {
  return key.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '').replace(/[/?#].*$/s, '')
}

/** True for a key that means the registry, or a path below it. */
export function isKeyOf(registry: string, key: string): boolean {
  return hostOf(key).toLowerCase() === registry.toLowerCase()
}

/** Which logins are looked for. */
export interface WantedLogins {
  /** The registry's host, e.g. `quay.io`: the logins of all its users are. */
  registry: string
  /** Whose logins are under every other key, too: another name of the registry, a mirror. Left out, nobody's. */
  wants?: (username: string) => boolean
}

/** True for a login that is looked for. */
export function isWanted({ registry, wants }: WantedLogins, key: string, username: string): boolean {
  return isKeyOf(registry, key) || wants?.(username) === true
}

/** The values of a JSON object by their names; empty for everything else. */
export function entriesOf(value: unknown): Map<string, unknown> {
  // A map, for which `__proto__` is a name like others.
  return new Map(isJsonObject(value) ? Object.entries(value) : [])
}

/**
 * Decodes `user:secret` in base64 as docker and podman do: the secret may hold colons, and NUL bytes around it are padding. Undefined
 * when it is no base64 (Go's StdEncoding, which skips line breaks and wants its padding) or has no colon.
 */
export function decodeAuth(auth: string): HeldLogin | undefined {
  const letters = auth.replace(/[\r\n]/g, '')
  if (letters.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(letters)) return undefined
  const text = Buffer.from(letters, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  if (colon < 0) return undefined
  return { username: text.slice(0, colon), secret: text.slice(colon + 1).replace(/^\0+|\0+$/g, '') }
}

function mapOf(value: GoValue | undefined): ReadonlyMap<string, GoValue> {
  return value instanceof Map ? value : new Map()
}

function field(fields: GoValue, name: string): GoValue | undefined {
  return mapOf(fields).get(name)
}
