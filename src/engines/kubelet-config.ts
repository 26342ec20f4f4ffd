import { parseJson } from '../json.ts'
import { matchesImage, normalizeKey } from './kubelet-match.ts'
import { entriesOf, type HeldLogin } from './login-config.ts'

/** A login as a kubelet reads it from a pull secret: nothing is trimmed. */
export interface KubeletLogin extends HeldLogin {
  /** What it is kept under, e.g. `quay.io`, `https://quay.io/v2/` or `*.io`. */
  key: string
}

/**
 * What a kubelet reads from a pull secret. One entry that it cannot read spoils the whole secret, and the pull with it; `reason` is
 * the end of a sentence about the secret, without anything that it holds but names.
 */
export type KubeletConfig = { logins: KubeletLogin[] } | { reason: string }

/** The types of secrets that kubelets log in with, and where each keeps its config (kubernetes.io/docs, Types of Secret). */
export const PULL_SECRET_KEYS: ReadonlyMap<string, string> = new Map([
  ['kubernetes.io/dockerconfigjson', '.dockerconfigjson'],
  ['kubernetes.io/dockercfg', '.dockercfg'],
])

/**
 * Reads a secret, as kubectl prints it in JSON, the way a kubelet does. Sources: k8s.io/kubernetes 1.34,
 * pkg/credentialprovider/secrets/secrets.go and config.go, and the rules of Go's encoding/json.
 */
export function readAsKubelet(secret: unknown): KubeletConfig {
  const fields = entriesOf(secret)
  const type = fields.get('type')
  const dataKey = typeof type === 'string' ? PULL_SECRET_KEYS.get(type) : undefined
  if (dataKey === undefined) return { reason: `is of type ${describeType(type)}: kubelets do not use it` }
  const data = entriesOf(fields.get('data')).get(dataKey)
  const root = typeof data === 'string' ? parseJson(decodeBase64(data) ?? '') : undefined
  if (root === undefined) return { reason: `holds no JSON in ${dataKey}: kubelets cannot use it` }
  try {
    const isFlat = dataKey === '.dockercfg'
    return { logins: isFlat ? readAuths(root, dataKey) : readConfigJson(root, dataKey) }
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    return { reason: `cannot be read by kubelets: ${error.message}` }
  }
}

/** The logins that a kubelet tries for an image, which is named without its tag, in their order: the longest path first. */
export function loginsForImage(logins: readonly KubeletLogin[], image: string): KubeletLogin[] {
  return logins
    .flatMap((login) => {
      const normalized = normalizeKey(login.key)
      return normalized !== undefined && matchesImage(normalized, image) ? [{ login, normalized }] : []
    })
    .sort((a, b) => (a.normalized < b.normalized ? 1 : a.normalized > b.normalized ? -1 : 0))
    .map(({ login }) => login)
}

/** Go's decoder refuses a whole document for one value of the wrong type. */
class Unreadable extends Error {}

function readConfigJson(root: unknown, place: string): KubeletLogin[] {
  for (const [name, headers] of fieldsOf(root, 'HttpHeaders', place))
    for (const [header, value] of objectAt(headers, name)) textAt(value, `${name}.${header}`)
  return fieldsOf(root, 'auths', place).flatMap(([name, auths]) => readAuths(auths, name))
}

function readAuths(auths: unknown, place: string): KubeletLogin[] {
  return objectAt(auths, place).map(([key, entry]) => ({
    key,
    ...readEntry(entry, `${place}[${JSON.stringify(key)}]`),
  }))
}

/** `auth`, when it is not empty, is used in place of the other two. */
function readEntry(entry: unknown, place: string): HeldLogin {
  const field = (name: string) =>
    fieldsOf(entry, name, place).reduce(
      (last, [given, value]) => textAt(value, `${place}.${given}`) ?? last,
      '',
    )
  field('email')
  const [username, secret, auth] = [field('username'), field('password'), field('auth')]
  if (auth === '') return { username, secret }
  const decoded = decodeBase64(auth)
  const colon = decoded?.indexOf(':') ?? -1
  if (decoded === undefined || colon < 0)
    throw new Unreadable(`${place}.auth is not the base64 form of user:secret`)
  return { username: decoded.slice(0, colon), secret: decoded.slice(colon + 1) }
}

/** The fields that Go takes for one of that name: it ignores case, and the last one counts. */
function fieldsOf(value: unknown, name: string, place: string): [given: string, value: unknown][] {
  const pattern = new RegExp(`^${name}$`, 'iu')
  return objectAt(value, place).filter(([given]) => pattern.test(given))
}

function objectAt(value: unknown, place: string): [name: string, value: unknown][] {
  if (value === null) return []
  if (typeof value !== 'object' || Array.isArray(value)) throw new Unreadable(`${place} is not an object`)
  return Object.entries(value)
}

/** Undefined for null, which changes nothing. */
function textAt(value: unknown, place: string): string | undefined {
  if (value === null) return undefined
  if (typeof value !== 'string') throw new Unreadable(`${place} is not text`)
  return value
}

/** As Go decodes it: line breaks are ignored, other white space is not, and padding is all there or left out. */
function decodeBase64(text: string): string | undefined {
  const digits = text.replace(/[\r\n]/g, '')
  const isWhole = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/.test(digits)
  return isWhole ? Buffer.from(digits, 'base64').toString('utf8') : undefined
}

const LONGEST_TYPE = 100

function describeType(type: unknown): string {
  return (typeof type === 'string' ? type : String(JSON.stringify(type))).slice(0, LONGEST_TYPE)
}
