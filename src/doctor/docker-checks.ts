import type { Host, Parts } from '../app/context.ts'
import { makeFix } from '../app/fix.ts'
import { findHelper } from '../engines/credential-helper.ts'
import { dockerConfigPath } from '../engines/docker-config.ts'
import { type MissingContext, missingContext } from '../engines/docker-context.ts'
import { readLoginFile } from '../engines/read-login-file.ts'
import { tildePath } from '../engines/surroundings.ts'
import { readStatus } from '../files/file-status.ts'
import { findGeneralHelper } from '../logins/general-helper.ts'
import { helperFix } from '../logins/helper-fix.ts'
import { findStoreProblem } from '../logins/implied-store.ts'
import { loginSearch } from '../logins/login-search.ts'
import type { EngineName } from '../vocabulary.ts'
import { type Finding, fail, warn } from './check.ts'
import { judgeDockerConfig } from './docker-config.ts'

/** Checks docker's config file, which helm and the others read, too. */
export async function checkDockerConfig(context: Parts<'host' | 'settings'>): Promise<Finding[]> {
  const path = dockerConfigPath(await loginSearch(context))
  if (path === undefined) return []
  const { env, platform } = context.host
  const { mode, isOwn, dangles } = readStatus(path)
  return judgeDockerConfig({
    path: tildePath(path, env),
    registry: (await context.settings()).registry.value,
    content: readLoginFile(path),
    // Windows has other ways to keep a file from others.
    mode: platform === 'win32' ? undefined : mode,
    ...{ isOwn, dangles },
    isInstalled: (helper) => findHelper(helper, { env, platform }) !== undefined,
    generalHelper: await findGeneralHelper(context.host),
    installHelper: helperFix('docker', context.host),
  })
}

/** The engines that pick a credential helper by themselves. */
const PICKING: readonly EngineName[] = ['docker', 'helm']

/** Checks whether docker's and helm's next login would get to a helper that can keep it, also where there is no config file yet. */
export async function checkImpliedStore(context: Parts<'host' | 'settings'>): Promise<Finding[]> {
  const { registry } = await context.settings()
  const installed = PICKING.filter((engine) => context.host.findEngine(engine) !== undefined)
  const found = await Promise.all(
    installed.map((engine) => findStoreProblem(engine, registry.value, context)),
  )
  return found.flatMap((problem) =>
    problem === undefined ? [] : [fail('docker-helper', problem.message, problem.fix)],
  )
}

/** Checks the context that docker is set to; where it exists there is nothing to say. */
export async function checkDockerContext(context: Parts<'host' | 'settings'>): Promise<Finding[]> {
  const search = await loginSearch(context)
  if (context.host.findEngine('docker') === undefined || search.docker?.isPodman === true) return []
  const missing = missingContext(search)
  return missing === undefined ? [] : [judgeContext(missing)]
}

/** docker does not log in with a context that it does not find. */
function judgeContext({ name, source }: MissingContext): Finding {
  const message = `docker is set to the context ${JSON.stringify(name)}, which does not exist`
  return source === 'DOCKER_CONTEXT'
    ? fail('docker-context', `${message} (${source})`, makeFix('unset-context-variable', `unset ${source}`))
    : fail('docker-context', message, makeFix('use-default-context', 'docker context use default'))
}

/** Judges whose files are used under sudo, which names the user in `SUDO_USER` (sudo(8)); root's own are used then. */
export function judgeSudo(env: Host['env']): Finding[] {
  const user = env.SUDO_USER
  if (!user || user === 'root') return []
  const file = dockerConfigPath({ env, platform: 'linux' }) ?? 'that of root'
  return [
    warn(
      'sudo',
      `dgsh runs under sudo: docker's config is ${file}, and logins are those of root, not of ${user}`,
      makeFix('without-sudo', 'run dgsh without sudo; with it only if docker runs under sudo, too'),
    ),
  ]
}
