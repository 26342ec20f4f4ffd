import { lstatSync, type Stats, statSync } from 'node:fs'
import type { Context } from '../app/context.ts'
import { findHelper } from '../engines/credential-helper.ts'
import { dockerConfigPath } from '../engines/docker-config.ts'
import { readLoginFile } from '../engines/read-login-file.ts'
import { tildePath } from '../engines/surroundings.ts'
import { currentUser } from '../files/current-user.ts'
import { findGeneralHelper } from '../logins/general-helper.ts'
import { loginSearch } from '../logins/login-search.ts'
import type { Check } from './check.ts'
import { judgeDockerConfig } from './docker-config.ts'
import type { DockerConfigFacts } from './docker-logins.ts'
import { HELPER_SECONDS } from './limits.ts'

/** docker's config file, which helm and the others read, too. */
export function dockerConfigCheck(context: Context): Check {
  return {
    name: 'docker-config',
    group: 'This machine',
    seconds: HELPER_SECONDS,
    async run() {
      const path = dockerConfigPath(await loginSearch(context))
      if (path === undefined) return []
      const { registry } = await context.settings()
      return judgeDockerConfig({
        ...gather(path, registry.value, context),
        generalHelper: await findGeneralHelper(context),
      })
    },
  }
}

function gather(
  path: string,
  registry: string,
  { host: { env, platform } }: Context,
): Omit<DockerConfigFacts, 'generalHelper'> {
  const surroundings = { env, platform }
  const isInstalled = (helper: string) => findHelper(helper, surroundings) !== undefined
  const { stats, code } = statusOf(path)
  // As when DOCKER_CONFIG names the file instead of its directory.
  const isBelowFile = code === 'ENOTDIR'
  const content = isBelowFile ? { reason: 'its directory is a file', code: 'ENOTDIR' } : readLoginFile(path)
  return {
    path: tildePath(path, env),
    registry,
    // What cannot be looked at, such as a loop of links, is there all the same.
    isThere: stats !== undefined || 'reason' in content,
    dangles: code === 'ENOENT' && isLink(path),
    // Windows has other ways to keep a file from others.
    mode: platform === 'win32' ? undefined : stats?.mode,
    isOwn: stats === undefined || [-1, stats.uid].includes(currentUser() ?? stats.uid),
    content,
    isInstalled,
  }
}

interface Status {
  stats?: Stats
  /** Why it cannot be looked at, as errno name. */
  code?: string | undefined
}

function statusOf(path: string): Status {
  try {
    return { stats: statSync(path) }
  } catch (error) {
    return { code: (error as NodeJS.ErrnoException).code }
  }
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink()
  } catch {
    return false
  }
}
