import { makeFix } from '../app/fix.ts'
import { type LoginConfig, loginOf, parseLoginConfig } from '../engines/login-config.ts'
import { judgeLoginFile } from '../engines/login-file-faults.ts'
import { explainFaults } from '../logins/explain-faults.ts'
import { shellPath } from '../shell.ts'
import { type Finding, fail, pass, warn } from './check.ts'
import type { DockerConfigFacts } from './docker-logins.ts'
import { judgeHelpers, judgePathKeys, judgePlainText } from './docker-logins.ts'

/** Returns all that is wrong with docker's config file; when nothing is, that. */
export function judgeDockerConfig(facts: DockerConfigFacts): Finding[] {
  const { path, registry, content, dangles } = facts
  const target = shellPath(path)
  if (dangles) {
    const message = `${path} is a link that leads to nothing: docker cannot keep a login there`
    return [
      fail(
        'docker-config',
        message,
        makeFix('restore-link', `mount or make what it leads to: readlink ${target}`),
      ),
    ]
  }
  const [first, ...others] = judgeLoginFile({ kind: 'docker', content, registry })
  if (first !== undefined) {
    const { message, fix } = explainFaults([first, ...others], { engine: 'docker', path })
    return [fail('docker-config', message, fix)]
  }
  if (!('text' in content)) return []
  if (content.isMissing === true)
    return [pass('docker-config', `${path} is not there yet: docker makes it at the first login`)]
  const config = parseLoginConfig(content.text)
  if (config === undefined) return []
  const problems = [
    ...judgeHelpers(config, facts),
    ...judgeMode(config, facts),
    ...judgePlainText(config, facts),
    ...judgePathKeys(config, facts),
  ]
  return problems.length > 0 ? problems : [pass('docker-config', `${path} is in order`)]
}

const FOR_OTHERS = 0o066

function judgeMode({ auths }: LoginConfig, { path, mode, isOwn }: DockerConfigFacts): Finding[] {
  const holdsLogins = [...auths.values()].some((entry) => loginOf(entry) !== undefined)
  if (mode === undefined || (mode & FOR_OTHERS) === 0 || !holdsLogins) return []
  const shown = (mode & 0o777).toString(8).padStart(4, '0')
  const message = `${path} holds logins in plain text, and others may read or change it (mode ${shown})`
  const target = shellPath(path)
  const change = `chmod 600 ${target}`
  // Without the user's ownership, nobody but root could use it then.
  const fix = isOwn
    ? makeFix('restrict-file', change)
    : makeFix('own-and-restrict-file', `sudo chown "$(id -u)" ${target} && ${change}`)
  return [warn('docker-mode', message, fix)]
}
