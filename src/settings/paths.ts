import { isAbsolute, join, resolve } from 'node:path'
import type { Paths } from '../ports.ts'

/** What the paths depend on. */
export interface PathsQuestion {
  env: Readonly<Record<string, string | undefined>>
  platform: NodeJS.Platform
  /** The user's home directory; what is not an absolute path counts as none. */
  home: string
  /** The working directory; undefined when it was removed, so that a relative path leads nowhere. */
  cwd: string | undefined
}

/**
 * Where dgsh keeps its files: its own variables, then the XDG base directories (which count only when absolute, by
 * their specification), `%APPDATA%` and `%LOCALAPPDATA%` on Windows.
 */
export function resolvePaths({ env, platform, home, cwd }: PathsQuestion): Paths {
  const below = (base: string | undefined, ...names: string[]) =>
    base !== undefined && isAbsolute(base) ? join(base, ...names) : undefined
  const own = (name: string) => {
    const path = env[name]
    if (!path) return undefined
    return isAbsolute(path) ? path : cwd === undefined ? '' : resolve(cwd, path)
  }
  const windows = platform === 'win32'
  const config = windows
    ? (below(env.APPDATA, 'dgsh') ?? below(home, 'AppData', 'Roaming', 'dgsh'))
    : (below(env.XDG_CONFIG_HOME, 'dgsh') ?? below(home, '.config', 'dgsh'))
  const state = windows
    ? (below(env.LOCALAPPDATA, 'dgsh') ?? below(home, 'AppData', 'Local', 'dgsh'))
    : (below(env.XDG_STATE_HOME, 'dgsh') ?? below(home, '.local', 'state', 'dgsh'))
  // Where none is to be had, there is none: another one in its stead would be a surprise.
  return {
    config: (own('DGSH_CONFIG_DIR') ?? config) || undefined,
    state: (own('DGSH_STATE_DIR') ?? state) || undefined,
  }
}
