import { isKeyOf, type LoginConfig, loginOf, parseLoginConfig } from '../../engines/login-config.ts'
import { judgeLoginFile } from '../../engines/login-file-faults.ts'
import type { FileText } from '../../engines/read-login-file.ts'
import { explainFaults } from '../explain-faults.ts'
import { shellPath, shellWord } from '../shell.ts'
import { type Finding, fail, pass, warn } from './check.ts'

/** What is known of docker's config file. */
export interface DockerConfigFacts {
  /** As people write it. */
  path: string
  registry: string
  isThere: boolean
  /** True for a link that leads to nothing. */
  dangles: boolean
  /** Undefined where there is none. */
  mode: number | undefined
  content: FileText
  /** True when the program of a credential helper is on PATH. */
  isInstalled: (helper: string) => boolean
  /** A helper on PATH that keeps the logins of every registry. */
  generalHelper: string | undefined
}

/** All that is wrong with the file; when nothing is, that. */
export function judgeDockerConfig(facts: DockerConfigFacts): Finding[] {
  const { path, registry, content, dangles, isThere } = facts
  const target = shellPath(path)
  if (dangles) {
    const message = `${path} is a link that leads to nothing: docker cannot keep a login there`
    return [fail('docker-config', message, `make what the link names, or rm ${target}`)]
  }
  if (!isThere) return [pass('docker-config', `${path} is not there yet: docker makes it at the first login`)]
  const [first, ...others] = judgeLoginFile({ kind: 'docker', content, registry })
  if (first !== undefined) {
    const code = 'code' in content ? content.code : undefined
    const { message, fix } = explainFaults([first, ...others], { engine: 'docker', path, code })
    return [fail('docker-config', message, fix)]
  }
  const config = parseLoginConfig('text' in content ? content.text : '')
  if (config === undefined) return []
  const problems = [
    ...judgeHelpers(config, facts),
    ...judgeMode(config, facts),
    ...judgePlainText(config, facts),
    ...judgePathKeys(config, facts),
  ]
  return problems.length > 0 ? problems : [pass('docker-config', `${path} is in order`)]
}

/** Written by ecr-login's own documentation as `credsStore` for ECR only: it refuses to keep any other registry's login. */
const ECR = 'ecr-login'

function judgeHelpers(config: LoginConfig, { path, registry, isInstalled }: DockerConfigFacts): Finding[] {
  const { credsStore, credHelpers } = config
  const program = (name: string) => `docker-credential-${name}`
  const found: Finding[] = []
  if (credsStore === ECR && credHelpers.get(registry) === undefined) {
    const message = `credsStore in ${path} is ${ECR}, which keeps logins of Amazon ECR only: a login to ${registry} fails`
    const move = `in ${path}, move ${ECR} from credsStore to credHelpers`
    found.push(fail('docker-helper', message, move))
  } else if (credsStore !== undefined && !isInstalled(credsStore)) {
    const message = `${program(credsStore)}, which ${path} names in credsStore, is not on PATH: docker can keep and read no login with it`
    const judge = credHelpers.has(registry) ? warn : fail
    found.push(judge('docker-helper', message, `install it, or remove credsStore from ${path}`))
  }
  for (const [host, name] of credHelpers) {
    if (typeof name !== 'string' || name === '' || isInstalled(name)) continue
    const message = `${program(name)}, which ${path} names for ${host}, is not on PATH`
    const judge = host === registry ? fail : warn
    found.push(judge('docker-helper', message, `install it, or remove ${host} from credHelpers in ${path}`))
  }
  return found
}

const FOR_OTHERS = 0o066

function judgeMode({ auths }: LoginConfig, { path, mode }: DockerConfigFacts): Finding[] {
  const holdsLogins = [...auths.values()].some((entry) => loginOf(entry) !== undefined)
  if (mode === undefined || (mode & FOR_OTHERS) === 0 || !holdsLogins) return []
  const shown = (mode & 0o777).toString(8).padStart(4, '0')
  const message = `${path} holds logins in plain text, and others may read or change it (mode ${shown})`
  return [warn('docker-mode', message, `chmod 600 ${shellPath(path)}`)]
}

function judgePlainText({ auths }: LoginConfig, facts: DockerConfigFacts): Finding[] {
  const { path, registry, generalHelper } = facts
  const isPlain = [...auths].some(([key, entry]) => isKeyOf(registry, key) && loginOf(entry) !== undefined)
  if (!isPlain) return []
  const fix =
    generalHelper === undefined
      ? 'install a credential helper, such as docker-credential-pass, name it in credsStore, then dgsh login'
      : `set "credsStore": "${generalHelper}" in ${path}, then dgsh login`
  return [warn('docker-login', `the login of ${registry} lies in plain text in ${path}`, fix)]
}

function judgePathKeys({ auths }: LoginConfig, { path, registry }: DockerConfigFacts): Finding[] {
  return [...auths.keys()]
    .filter((key) => isKeyOf(registry, key) && /^(?:[a-z]+:\/\/)?[^/]+\/[^/]/i.test(key))
    .map((key) => {
      const message = `${path} has a login under ${key}: docker knows hosts only, and with two it takes one at random`
      return warn('docker-key', message, `docker logout ${shellWord(key)}, then dgsh login`)
    })
}
