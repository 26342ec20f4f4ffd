import { type Fix, makeFix } from '../app/fix.ts'
import { idInUsername } from '../deepgram/names.ts'
import type { KubeletLogin } from '../engines/kubelet-config.ts'
import { isKeyOf } from '../engines/login-config.ts'
import { DEFAULT_SECRET_NAME } from '../export/pull-secret.ts'
import { shellWord } from '../shell.ts'

/** Where a pull secret is. */
export interface PullSecretPlace {
  /** Of kubectl. */
  context: string
  namespace: string
  secretName: string
}

/** Returns the command that makes it, so that the secret is in no process list. */
export function commandToCreate(place: PullSecretPlace): Fix {
  return makeFix(
    'create-pull-secret',
    `${exportLine(place)} | kubectl --context=${shellWord(place.context)} apply -f -`,
  )
}

/** What a pull secret holds now, for a registry in use. */
export interface PullSecretContent {
  registry: string
  /** Undefined where they cannot be read. */
  logins: readonly Login[] | undefined
}

/**
 * Returns the command that makes it anew: the type of a secret cannot be changed. Where it holds more than the login of one credential, its
 * user has to write down all logins that it is for; when that file cannot be read, nothing is deleted.
 */
export function commandToReplace(place: PullSecretPlace, content: PullSecretContent): Fix {
  const { registry, logins } = content
  const isSimple = logins?.every((login) => isOurs(login, registry)) === true && idsIn(logins).length <= 1
  const make = isSimple
    ? exportLine(place, idsIn(logins)[0])
    : `${lineToCreate(place, content)} --dry-run=client -o yaml`
  return makeFix('replace-pull-secret', `${make} | kubectl ${optionsOf(place)} replace --force -f -`)
}

function exportLine({ namespace, secretName }: PullSecretPlace, id?: string): string {
  const name = secretName === DEFAULT_SECRET_NAME ? '' : ` --name ${secretName}`
  return `dgsh export k8s${id === undefined ? '' : ` ${id}`}${name} --namespace ${namespace}`
}

type Login = Pick<KubeletLogin, 'key' | 'username'>

/** True for a login of a credential, and for none at all, under a key that an exported pull secret stands in for. */
function isOurs({ key, username }: Login, registry: string): boolean {
  return isKeyOf(registry, key) && OWN_PATH.test(key) && (username === '' || idOf(username) !== undefined)
}

/** A key for the whole registry, or for the namespace of Deepgram's images. */
const OWN_PATH = /^(?:https?:\/\/)?[^/*?[]+(?:\/(?:v[12]|deepgram(?:\/.*)?)?)?\/?$/

function idsIn(logins: readonly Login[]): string[] {
  return [...new Set(logins.flatMap(({ username }) => idOf(username) ?? []))]
}

function idOf(username: string): string | undefined {
  return idInUsername(username.trim())
}

function lineToCreate(place: PullSecretPlace, { registry, logins = [] }: PullSecretContent): string {
  const keys = [...new Set([...logins.map(({ key }) => key), registry])]
  const hosts = keys.map((key) => key.replace(/[^\x21-\x7e]/g, ''))
  const file = shellWord(`<docker config with the login of ${hosts.join(', ')}>`)
  return `kubectl ${optionsOf(place)} create secret generic ${place.secretName} --type=kubernetes.io/dockerconfigjson --from-file=.dockerconfigjson=${file}`
}

/** Returns the command that lists the pull secrets: what is under a name that is no pull secret's is not dgsh's to replace. */
export function commandToList(place: PullSecretPlace): Fix {
  const list = `kubectl ${optionsOf(place)} get secrets --field-selector type=kubernetes.io/dockerconfigjson`
  return makeFix('name-pull-secret', list)
}

function optionsOf({ context, namespace }: PullSecretPlace): string {
  return `--context=${shellWord(context)} --namespace=${namespace}`
}
