import { isAbsolute, join } from 'node:path'
import type { Paths } from '../context.ts'

/** What the paths depend on. */
export interface PathsQuestion {
  env: Readonly<Record<string, string | undefined>>
  platform: NodeJS.Platform
  /** The user's home directory. */
  home: string
}

/**
 * Where dgsh keeps its files: its own variables, then the XDG base directories (which count only when absolute, by
 * their specification), `%APPDATA%` and `%LOCALAPPDATA%` on Windows.
 */
export function resolvePaths({ env, platform, home }: PathsQuestion): Paths {
  const xdg = (name: string) => (isAbsolute(env[name] ?? '') ? env[name] : undefined)
  if (platform === 'win32') {
    return {
      config: env.DGSH_CONFIG_DIR || join(env.APPDATA || join(home, 'AppData', 'Roaming'), 'dgsh'),
      state: env.DGSH_STATE_DIR || join(env.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'dgsh'),
    }
  }
  return {
    config: env.DGSH_CONFIG_DIR || join(xdg('XDG_CONFIG_HOME') ?? join(home, '.config'), 'dgsh'),
    state: env.DGSH_STATE_DIR || join(xdg('XDG_STATE_HOME') ?? join(home, '.local', 'state'), 'dgsh'),
  }
}
