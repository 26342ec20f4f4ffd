import { CONTAINERS_CONFIG, DOCKER_CONFIG } from './config-shapes.ts'
import { type DecodeFault, fieldOf, type GoValue, goDecode } from './go-decode.ts'
import { type JsonNode, parseFirstValue } from './json-members.ts'
import { decodeAuth } from './login-config.ts'
import type { LoginFileKind } from './login-files.ts'
import type { FileReason, FileText } from './read-login-file.ts'

/** Something in a config file that keeps an engine's login from leaving the rest of the file as it is. */
export interface LoginFileFault {
  kind:
    | Exclude<DecodeFault['kind'], 'unknown'>
    | FileReason
    | 'below-file'
    | 'empty'
    | 'byte-order-mark'
    | 'syntax'
    | 'rest'
    | 'auth'
    | 'foreign'
  /** Where it is in the file: `auths["quay.io"].auth`; empty for the file itself. */
  place: string
  /** What is wrong there, as the end of a sentence that begins with the place, or with "it" for the file itself. */
  problem: string
  /** False where the engine's login fails because of it, and the file stays as it is. */
  isLoss: boolean
}

/** A config file, as far as an engine's login is concerned. */
export interface JudgedFile {
  /** By whose rules it is read and written again. */
  kind: LoginFileKind
  content: FileText
  /** What the login is for: an entry of that name is replaced anyway. */
  registry: string
}

/**
 * All that an engine's login or logout would lose of a config file that it rewrites, or that makes it fail; nothing for a file that
 * is sound. docker only warns of a file that it cannot decode as a whole, continues with what it has decoded until then, without the
 * logins behind an undecodable `auth`, and writes that (docker/cli, LoadDefaultConfigFile); podman, skopeo and buildah fail, but drop
 * what only docker knows (containers/image, modifyJSON); helm fails.
 */
export function judgeLoginFile({ kind, content, registry }: JudgedFile): LoginFileFault[] {
  const isDocker = kind === 'docker'
  if ('problem' in content)
    return [
      {
        ...WHOLE,
        kind: content.reason,
        problem: content.problem,
        isLoss: isDocker && content.reason === 'denied',
      },
    ]
  if (content.isBelowFile === true)
    return [
      { ...WHOLE, kind: 'below-file', problem: 'cannot be there: its directory is a file', isLoss: false },
    ]
  if (content.isMissing === true) return []
  if (content.text.startsWith('\uFEFF'))
    return [{ ...WHOLE, kind: 'byte-order-mark', problem: 'begins with a byte order mark', isLoss: isDocker }]
  const first = parseFirstValue(content.text)
  if ('problem' in first) return [{ ...WHOLE, kind: 'syntax', problem: first.problem, isLoss: isDocker }]
  if (first.value === undefined)
    return kind === 'containers' ? [{ ...WHOLE, kind: 'empty', problem: 'is empty', isLoss: false }] : []
  const faults =
    kind === 'containers' ? judgeShared(first.value, registry) : judgeDockers(first.value, registry, isDocker)
  if (first.rest !== '')
    faults.push({
      ...WHOLE,
      kind: 'rest',
      problem: 'has something behind the end of its JSON',
      isLoss: kind !== 'containers',
    })
  if (content.isUtf8 === false) faults.push({ ...WHOLE, kind: 'text', problem: 'is not UTF-8', isLoss: true })
  return faults
}

const WHOLE = { place: '' }

function judgeDockers(root: JsonNode, registry: string, isDocker: boolean): LoginFileFault[] {
  const { value, faults } = goDecode(root, DOCKER_CONFIG)
  const auths = entriesOf(fieldsOf(value).get('auths'))
  // Helm keeps each entry as it is.
  const isOwn = ({ path }: Located) => path[0] === 'auths' && path[1] === registry
  const found = [...faults.filter(isFault), ...(isDocker ? auths.flatMap(authFault) : [])].filter(
    // Nothing else comes of these than the loss of what is replaced anyway, or set by docker itself.
    (fault) => fault.kind === 'type' || fault.kind === 'auth' || !(isOwn(fault) || isUserAgent(fault)),
  )
  const hasOthers = auths.some(([key, entry]) => key !== registry && entry.get('auth'))
  // Nothing else is lost with an entry that is replaced anyway.
  if (found.every(isOwn) && !hasOthers) return []
  return found.map((fault) => toFault(fault, isDocker || fault.kind !== 'type'))
}

function isUserAgent({ path: [field, name = ''] }: Located): boolean {
  return field === 'HttpHeaders' && /^user-agent$/i.test(name)
}

/** podman takes `auth` as it is, but for the entry that it logs in to. */
function judgeShared(root: JsonNode, registry: string): LoginFileFault[] {
  const { value, faults } = goDecode(root, CONTAINERS_CONFIG)
  const own = entriesOf(fieldsOf(value).get('auths')).filter(([key]) => key === registry)
  return [
    ...faults.filter(isFault).map((fault) => toFault(fault, fault.kind !== 'type')),
    ...own
      .flatMap(authFault)
      .filter(({ kind }) => kind === 'auth')
      .map((fault) => toFault(fault, false)),
    ...foreignFaults(root, registry),
  ]
}

type Fields = ReadonlyMap<string, GoValue>
type Located = { kind: LoginFileFault['kind'] } & Pick<DecodeFault, 'place' | 'path' | 'wanted'>

function isFault(
  fault: DecodeFault,
): fault is DecodeFault & { kind: Exclude<DecodeFault['kind'], 'unknown'> } {
  return fault.kind !== 'unknown'
}

const PROBLEMS: Partial<Record<LoginFileFault['kind'], string>> = {
  overridden: 'is there more than once, with different values',
  text: 'holds a character that is no Unicode',
  auth: 'is not "user:secret" in base64',
}

function toFault({ kind, place, wanted }: Located, isLoss: boolean): LoginFileFault {
  const problem =
    wanted === undefined ? PROBLEMS[kind] : `must be ${wanted === 'object' ? 'an' : 'a'} ${wanted}`
  return { kind, place, problem: problem ?? '', isLoss }
}

function authFault([key, entry]: [string, Fields]): Located[] {
  const auth = entry.get('auth')
  if (typeof auth !== 'string' || auth === '' || decodeAuth(auth)?.username) return []
  return [{ kind: 'auth', place: `auths[${JSON.stringify(key)}].auth`, path: ['auths', key, 'auth'] }]
}

/** What docker would read, and podman drops: settings, and logins in another form than `auth`. */
function foreignFaults(root: JsonNode, registry: string): LoginFileFault[] {
  const settings = membersOf(root)
    .filter(([name]) => fieldOf(name, CONTAINERS_CONFIG.fields) === undefined)
    .filter(([name, node]) => fieldOf(name, DOCKER_CONFIG.fields) !== undefined && !isEmptyNode(node))
  const entries = valuesOf(root, 'auths').flatMap(membersOf)
  const logins = entries.filter(([key, entry]) => key !== registry && isForeignLogin(entry))
  return [...settings.map(([name]) => name), ...logins.map(([key]) => `auths[${JSON.stringify(key)}]`)].map(
    (place) => ({ kind: 'foreign', place, problem: "is docker's, and is not kept", isLoss: true }),
  )
}

function isForeignLogin(entry: JsonNode): boolean {
  const has = (field: string) => valuesOf(entry, field).some((value) => !isEmptyNode(value))
  return has('registrytoken') || (!has('auth') && (has('username') || has('password')))
}

/** All values of a field, also those that a later one overrides. */
function valuesOf(node: JsonNode, field: string): JsonNode[] {
  return membersOf(node).flatMap(([name, value]) =>
    fieldOf(name, { [field]: 'string' }) === undefined ? [] : [value],
  )
}

function membersOf(node: JsonNode): readonly [name: string, value: JsonNode][] {
  return node.kind === 'object' ? node.members : []
}

/**
 * The places of a config file that the engine's login drops because it does not know their names, which loses nothing that the engine
 * uses (seen with docker 28.2); for docker also the header that it sets by itself.
 */
export function droppedPlaces({ kind, content }: Pick<JudgedFile, 'kind' | 'content'>): string[] {
  const first = 'text' in content ? parseFirstValue(content.text) : undefined
  if (kind === 'helm' || first === undefined || !('value' in first) || first.value === undefined) return []
  const { value, faults } = goDecode(first.value, DOCKER_CONFIG)
  const headers = [...fieldsOf(fieldsOf(value).get('HttpHeaders')).keys()].filter((name) =>
    /^user-agent$/i.test(name),
  )
  return [
    ...faults.filter(({ kind: what }) => what === 'unknown').map(({ place }) => place),
    ...(kind === 'docker' ? headers.map((name) => `HttpHeaders[${JSON.stringify(name)}]`) : []),
  ]
}

function fieldsOf(value: GoValue | undefined): Fields {
  return value instanceof Map ? value : new Map()
}

function entriesOf(auths: GoValue | undefined): [key: string, entry: Fields][] {
  return [...fieldsOf(auths)].map(([key, entry]) => [key, fieldsOf(entry)])
}

function isEmptyNode(node: JsonNode): boolean {
  if (node.kind === 'object') return node.members.length === 0
  if (node.kind === 'array') return node.items.length === 0
  return node.kind === 'null' || (node.kind === 'string' && node.text === '')
}
