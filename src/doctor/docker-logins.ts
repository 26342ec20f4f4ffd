import { type Fix, makeFix } from '../app/fix.ts'
import { hostOf, isKeyOf, type LoginConfig, loginOf } from '../engines/login-config.ts'
import type { FileText } from '../engines/read-login-file.ts'
import type { GeneralHelper } from '../logins/general-helper.ts'
import { OWN_HELPER } from '../vocabulary.ts'
import { type Finding, fail, warn } from './check.ts'

/** What is known of docker's config file. */
export interface DockerConfigFacts {
  /** As people write it. */
  path: string
  registry: string
  /** True for a link that leads to nothing. */
  dangles: boolean
  /** Undefined where there is none. */
  mode: number | undefined
  /** True for a file of this user. */
  isOwn: boolean
  content: FileText
  /** True when the program of a credential helper is on PATH. */
  isInstalled: (helper: string) => boolean
  /** A helper on PATH that keeps the logins of every registry: the first that works, else the first. */
  generalHelper: GeneralHelper | undefined
  /** The command that has docker ask dgsh for the login. */
  installHelper: Fix
}

/** Written by ecr-login's own documentation as `credsStore` for ECR only: it refuses to keep any other registry's login. */
const ECR = 'ecr-login'

/** Finds the helpers that the file names and that cannot keep the registry's login. */
export function judgeHelpers(config: LoginConfig, facts: DockerConfigFacts): Finding[] {
  const { path, registry, isInstalled } = facts
  const { credsStore, credHelpers } = config
  const program = (name: string) => `docker-credential-${name}`
  const found: Finding[] = []
  if (credsStore === ECR && credHelpers.get(registry) === undefined) {
    const message = `credsStore in ${path} is ${ECR}, which keeps logins of Amazon ECR only: a login to ${registry} fails`
    const move = `in ${path}, move ${ECR} from credsStore to credHelpers`
    found.push(fail('docker-helper', message, makeFix('move-ecr-login', move)))
  } else if (credsStore !== undefined && !isInstalled(credsStore)) {
    const message = `${program(credsStore)}, which ${path} names in credsStore, is not on PATH: docker can keep and read no login with it`
    const judge = credHelpers.has(registry) ? warn : fail
    const left = { ...config, credsStore: undefined }
    found.push(judge('docker-helper', message, withoutHelper('credsStore', left, facts)))
  }
  for (const [host, name] of credHelpers) {
    // That of dgsh has a check of its own.
    if (typeof name !== 'string' || name === '' || name === OWN_HELPER || isInstalled(name)) continue
    const message = `${program(name)}, which ${path} names for ${host}, is not on PATH`
    const judge = host === registry ? fail : warn
    const left = { ...config, credHelpers: new Map([...credHelpers].filter(([key]) => key !== host)) }
    found.push(judge('docker-helper', message, withoutHelper(`${host} from credHelpers`, left, facts)))
  }
  return found
}

/** Where nothing is left that says where logins are, docker picks a store by itself, which may not work either. */
function withoutHelper(what: string, left: LoginConfig, { path, generalHelper }: DockerConfigFacts): Fix {
  const isEmpty = left.auths.size === 0 && left.credHelpers.size === 0 && left.credsStore === undefined
  const remove = `remove ${what}${what === 'credsStore' ? ' from' : ' in'} ${path}`
  if (!isEmpty || generalHelper?.problem === undefined)
    return makeFix('remove-helper', `install it, or ${remove}`)
  const setUp = `set up docker-credential-${generalHelper.name}, as ${generalHelper.problem}`
  return makeFix('remove-helper-after-setup', `install it, or ${setUp}, and then ${remove}`)
}

/** Finds a login in plain text that docker reads. One that a named helper hides is podman's, if anybody's. */
export function judgePlainText(
  { auths, credsStore, credHelpers }: LoginConfig,
  facts: DockerConfigFacts,
): Finding[] {
  const { path, registry, installHelper } = facts
  const named = credHelpers.get(registry)
  if (credsStore !== undefined || (named !== undefined && named !== '')) return []
  const isPlain = [...auths].some(([key, entry]) => isKeyOf(registry, key) && loginOf(entry) !== undefined)
  return isPlain
    ? [warn('docker-login', `the login of ${registry} is in plain text in ${path}`, installHelper)]
    : []
}

/** Finds keys with a path, which docker takes for their host. A logout by docker would end the login of the host as well. */
export function judgePathKeys(
  { auths }: LoginConfig,
  { path, registry }: Pick<DockerConfigFacts, 'path' | 'registry'>,
): Finding[] {
  const keys = [...auths.keys()].filter((key) => isKeyOf(registry, key))
  return keys
    .filter((key) => /^(?:[a-z]+:\/\/)?[^/]+\/[^/]/i.test(key))
    .map((key) => {
      const message = `${path} has a login under ${key}: docker knows hosts only, and with two it takes one at random`
      const isOnly = keys.length === 1
      const change = isOnly ? `rename ${key} to ${hostOf(key)}` : `keep only one of ${keys.join(', ')}`
      return warn('docker-key', message, makeFix('one-key', `in auths of ${path}, ${change}`))
    })
}
