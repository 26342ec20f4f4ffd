import { idInUsername } from '../deepgram/names.ts'
import {
  type KubeletLogin,
  loginsForImage,
  PULL_SECRET_KEYS,
  readAsKubelet,
} from '../engines/kubelet-config.ts'
import { entriesOf } from '../engines/login-config.ts'
import { parseJson } from '../json.ts'
import { IMAGES, KNOWN_REPOSITORIES } from '../registry/images.ts'
import { type Finding, fail, pass, warn } from './check.ts'
import { commandToList, commandToReplace, type PullSecretPlace } from './pull-secret-fix.ts'

/** What is expected of it. */
export interface PullSecretQuestion {
  place: PullSecretPlace
  registry: string
}

const NAME = 'pull-secret'

/** What every deployment pulls. */
const NEEDED = [IMAGES.api?.repository, IMAGES.engine?.repository]

/**
 * Judges a Secret as `kubectl get secret -o json` prints it by what a kubelet does with it for Deepgram's images. Nothing of what it
 * holds is reported but keys and user names.
 */
export function judgePullSecret(text: string, { place, registry }: PullSecretQuestion): Finding {
  const what = `the secret ${place.secretName} in namespace ${place.namespace}`
  const secret = parseJson(text)
  const read = readAsKubelet(secret)
  if ('reason' in read) {
    const fix = holdsConfig(secret)
      ? commandToReplace(place, { registry, logins: undefined })
      : commandToList(place)
    return fail(NAME, `${what} ${read.reason}`, fix)
  }
  const fix = commandToReplace(place, { registry, logins: read.logins })
  const images = KNOWN_REPOSITORIES.map((repository) => judgeImage(repository, registry, read.logins))
  const served = images.filter(({ problem }) => problem === undefined)
  const first = images.find(({ isNeeded, problem }) => isNeeded && problem !== undefined)
  if (first === undefined) return pass(NAME, `${what} ${describeServed(served, registry)}`)
  if (served.length === 0) return fail(NAME, `${what} ${first.problem}`, fix)
  return warn(NAME, `${what} ${describeServed(served, registry)}; it ${first.problem}`, fix)
}

/** The licence key of a deployment is in a secret, too, and people swap the two. */
function holdsConfig(secret: unknown): boolean {
  const fields = entriesOf(secret)
  const keys = [...PULL_SECRET_KEYS.values()]
  const [type, data] = [fields.get('type'), entriesOf(fields.get('data'))]
  return [...PULL_SECRET_KEYS.keys()].some((known) => known === type) || keys.some((key) => data.has(key))
}

/** Returns the logins in it, to be protected before anything is reported. */
export function loginsIn(text: string): KubeletLogin[] {
  const read = readAsKubelet(parseJson(text))
  return 'reason' in read ? [] : read.logins
}

/** What a kubelet gets for an image. */
interface JudgedImage {
  /** With the registry, without a tag. */
  image: string
  isNeeded: boolean
  login: KubeletLogin | undefined
  /** Why that is not enough, as the end of a sentence about the secret. */
  problem: string | undefined
}

/** A kubelet tries all logins that match, one after the other, until one can pull. */
function judgeImage(repository: string, registry: string, logins: readonly KubeletLogin[]): JudgedImage {
  const image = `${registry}/${repository}`
  const tried = loginsForImage(logins, image)
  const good = tried.find((login) => problemOf(login, image) === undefined)
  const isNeeded = NEEDED.includes(repository)
  if (good !== undefined) return { image, isNeeded, login: good, problem: undefined }
  const login = tried.find(({ username }) => idInUsername(username.trim()) !== undefined) ?? tried[0]
  const problem = login === undefined ? noneFor(image, logins) : problemOf(login, image)
  return { image, isNeeded, login, problem }
}

function noneFor(image: string, logins: readonly KubeletLogin[]): string {
  const keys = logins.map(({ key }) => shown(key))
  const others = keys.length === 0 ? 'no login' : `logins for ${keys.join(', ')} only`
  return `has ${others}, and none for ${image}`
}

function problemOf({ username, secret }: KubeletLogin, image: string): string | undefined {
  if (username === '') return `has no user and secret for ${image}`
  if (idInUsername(username.trim()) === undefined)
    return `logs in as ${shown(username)}, which is no credential of Deepgram`
  if (username !== username.trim())
    return `has white space around the user name ${username.trim()}, and kubelets send it as part of the name`
  if (secret === '') return `has no secret for ${username}`
  const oddity = oddityOf(secret)
  return oddity && `has a secret for ${username} that ${oddity}, and kubelets send it as it is`
}

/** What no secret has in it. */
function oddityOf(secret: string): string | undefined {
  if (secret.trim() === '') return 'is blank'
  if (/[\r\n]$/.test(secret)) return 'ends in a line break'
  if (/^\s|\s$/.test(secret)) return 'has white space around it'
  return /^[\x21-\x7e]*$/.test(secret) ? undefined : 'has a character in it that no secret has'
}

function describeServed(served: readonly JudgedImage[], registry: string): string {
  const logins = served.flatMap(({ login }) => login ?? [])
  const all = (values: readonly string[]) => [...new Set(values)].join(', ')
  const keys = all(logins.map(({ key }) => shown(key)))
  const isEvery = served.length === KNOWN_REPOSITORIES.length
  const images = isEvery ? "all of Deepgram's images" : all(served.map(({ image }) => image))
  const usual = isEvery && keys === registry
  return `logs in to ${registry} as ${all(logins.map(({ username }) => username))}${usual ? '' : `; its key ${keys} matches ${images}`}`
}

/** Shows what white space or a control character in a key or a name would hide: it is the reason why nothing matches. */
function shown(name: string): string {
  return /^[\x21-\x7e]+$/.test(name) ? name : JSON.stringify(name)
}
