import { idInUsername } from '../../deepgram/names.ts'
import { configInSecret, PULL_SECRET_KEY, PULL_SECRET_TYPE } from '../../engines/kubernetes.ts'
import { entriesOf, type HeldLogin, keysOf, loginOf, parseJson } from '../../engines/login-config.ts'
import { shellWord } from '../shell.ts'
import { type Finding, fail, pass } from './check.ts'

/** Where a pull secret lies. */
export interface PullSecretPlace {
  /** Of kubectl. */
  context: string
  namespace: string
  secretName: string
}

/** What is expected of it. */
export interface PullSecretQuestion {
  place: PullSecretPlace
  registry: string
}

const NAME = 'pull-secret'

/** Judges a Secret as `kubectl get secret -o json` prints it. Nothing of what it holds is told but the username. */
export function judgePullSecret(text: string, { place, registry }: PullSecretQuestion): Finding {
  const { namespace, secretName } = place
  const what = `the secret ${secretName} in namespace ${namespace}`
  const anew = `kubectl ${optionsOf(place)} delete secret ${secretName}, then ${commandToCreate(place, registry)}`
  const secret = parseJson(text)
  const type = entriesOf(secret).get('type')
  if (type !== PULL_SECRET_TYPE)
    return fail(
      NAME,
      `${what} is of type ${String(type)}, not ${PULL_SECRET_TYPE}: kubelets do not use it`,
      anew,
    )
  const config = configInSecret(secret)
  if (config === undefined) return fail(NAME, `${what} holds no JSON: kubelets cannot use it`, anew)
  const keys = [...config.auths.keys()]
  const own = keysOf(registry, keys)
  if (own.length === 0) {
    const others = keys.length === 0 ? 'no login' : `logins for ${keys.join(', ')} only`
    return fail(NAME, `${what} has ${others}, and none for ${registry}`, anew)
  }
  const logins = own.flatMap((key) => loginOf(config.auths.get(key)) ?? [])
  const login = logins.find(({ username }) => idInUsername(username) !== undefined) ?? logins[0]
  if (login === undefined) return fail(NAME, `${what} has no user and secret for ${registry}`, anew)
  if (idInUsername(login.username) === undefined)
    return fail(NAME, `${what} logs in as ${login.username}, which is no credential of Deepgram`, anew)
  if (login.secret === '') return fail(NAME, `${what} has no secret for ${login.username}`, anew)
  return pass(NAME, `${what} logs in to ${registry} as ${login.username}`)
}

/** The logins in it, to be protected before anything is told. */
export function loginsIn(text: string): HeldLogin[] {
  return [...(configInSecret(parseJson(text))?.auths.values() ?? [])].flatMap((entry) => loginOf(entry) ?? [])
}

/** The command that makes it of a config file with the login, so that the secret is in no process list. */
export function commandToCreate(place: PullSecretPlace, registry: string): string {
  const file = shellWord(`<docker config with the login of ${registry}>`)
  return `kubectl ${optionsOf(place)} create secret generic ${place.secretName} --type=${PULL_SECRET_TYPE} --from-file=${PULL_SECRET_KEY}=${file}`
}

function optionsOf({ context, namespace }: PullSecretPlace): string {
  return `--context=${shellWord(context)} --namespace=${namespace}`
}
