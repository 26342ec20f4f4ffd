import type { Context } from '../app/context.ts'
import { makeFix } from '../app/fix.ts'
import { dockerConfigPath } from '../engines/docker-config.ts'
import { type Check, type Finding, warn } from './check.ts'
import { STORE_SECONDS } from './limits.ts'

/** Says whose files are used under sudo; elsewhere there is nothing to say. */
export function sudoCheck(context: Context): Check {
  return {
    name: 'sudo',
    group: 'This machine',
    seconds: STORE_SECONDS,
    run: async () => judgeSudo(context.host.env),
  }
}

/** sudo names the user in `SUDO_USER` (sudo(8)); root's own are used then. */
export function judgeSudo(env: Context['host']['env']): Finding[] {
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
