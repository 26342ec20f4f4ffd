import { type Fix, makeFix } from '../app/fix.ts'
import { shellWord } from '../shell.ts'

/** Where a pull secret is. */
export interface PullSecretPlace {
  /** Of kubectl. */
  context: string
  namespace: string
  secretName: string
}

/** Returns the command that makes it of a config file with the login, so that the secret is in no process list. */
export function commandToCreate(place: PullSecretPlace, registries: readonly string[]): Fix {
  return makeFix('create-pull-secret', lineToCreate(place, registries))
}

function lineToCreate(place: PullSecretPlace, registries: readonly string[]): string {
  const hosts = [...new Set(registries)].map((registry) => registry.replace(/[^\x21-\x7e]/g, ''))
  const file = shellWord(`<docker config with the login of ${hosts.join(', ')}>`)
  return `kubectl ${optionsOf(place)} create secret generic ${place.secretName} --type=kubernetes.io/dockerconfigjson --from-file=.dockerconfigjson=${file}`
}

/**
 * Returns the command that makes it anew: the type of a secret cannot be changed. When the file cannot be read, nothing is deleted. The file
 * has to have the logins of all registries that the secret is for.
 */
export function commandToReplace(place: PullSecretPlace, registries: readonly string[]): Fix {
  const create = `${lineToCreate(place, registries)} --dry-run=client -o yaml`
  return makeFix('replace-pull-secret', `${create} | kubectl ${optionsOf(place)} replace --force -f -`)
}

/** Returns the command that lists the pull secrets: what is under a name that is no pull secret's is not dgsh's to replace. */
export function commandToList(place: PullSecretPlace): Fix {
  const list = `kubectl ${optionsOf(place)} get secrets --field-selector type=kubernetes.io/dockerconfigjson`
  return makeFix('name-pull-secret', list)
}

function optionsOf({ context, namespace }: PullSecretPlace): string {
  return `--context=${shellWord(context)} --namespace=${namespace}`
}
