import { lstatSync, type Stats, statSync } from 'node:fs'
import type { Context } from '../../context.ts'
import { findHelper } from '../../engines/credential-helper.ts'
import { dockerConfigPath } from '../../engines/docker-config.ts'
import { readLoginFile } from '../../engines/read-login-file.ts'
import { tildePath } from '../../engines/surroundings.ts'
import { loginSearch } from '../login-search.ts'
import type { Check } from './check.ts'
import { type DockerConfigFacts, judgeDockerConfig } from './docker-config.ts'
import { STORE_SECONDS } from './limits.ts'

/** The helpers that keep the logins of every registry (docker/docker-credential-helpers), in the order in which docker takes them. */
const GENERAL_HELPERS = ['osxkeychain', 'wincred', 'pass', 'secretservice', 'desktop']

/** docker's config file, which helm and the others read, too. */
export function dockerConfigCheck(context: Context): Check {
  return {
    name: 'docker-config',
    group: 'This machine',
    seconds: STORE_SECONDS,
    async run() {
      const path = dockerConfigPath(await loginSearch(context))
      if (path === undefined) return []
      const { registry } = await context.settings()
      return judgeDockerConfig(gather(path, registry.value, context))
    },
  }
}

function gather(path: string, registry: string, { env, platform }: Context): DockerConfigFacts {
  const surroundings = { env, platform }
  const isInstalled = (helper: string) => findHelper(helper, surroundings) !== undefined
  const { stats, code } = statusOf(path)
  // As when DOCKER_CONFIG names the file instead of its directory.
  const isBelowFile = code === 'ENOTDIR'
  const content = isBelowFile ? { reason: 'what should be its directory is a file' } : readLoginFile(path)
  return {
    path: tildePath(path, env),
    registry,
    // What cannot be looked at, such as a loop of links, is there all the same.
    isThere: stats !== undefined || 'reason' in content,
    dangles: code === 'ENOENT' && isLink(path),
    // Windows has other ways to keep a file from others.
    mode: platform === 'win32' ? undefined : stats?.mode,
    content,
    isInstalled,
    generalHelper: GENERAL_HELPERS.find(isInstalled),
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
