import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { currentUser } from '../files/current-user.ts'
import { namesIn, realPath } from '../files/directory.ts'
import { type LoginFile, loginFiles } from './login-files.ts'
import { homeOf, type Surroundings } from './surroundings.ts'
import type { User } from './users.ts'

/** A file with logins that no engine of this user reads as things are now. */
export interface OtherFile extends LoginFile {
  /** Whose it is: the name of another user, or `snap` for docker as a snap; undefined for this user. */
  owner: string | undefined
}

/**
 * The files that are there beside those of {@link loginFiles}: where this user's engines look when no variable such as
 * `DOCKER_CONFIG` or `XDG_RUNTIME_DIR` leads elsewhere, as in another shell or under cron; those of docker as a snap, all
 * revisions; and all of the other users.
 */
export function otherFiles(surroundings: Surroundings, others: readonly User[]): OtherFile[] {
  const { env, uid = currentUser() } = surroundings
  const home = homeOf(surroundings)
  const { TMPDIR } = env
  const candidates = [
    ...(home === undefined
      ? []
      : [
          ...filesOf({ home, uid }, surroundings, undefined),
          ...(TMPDIR ? filesOf({ home, uid, TMPDIR }, surroundings, undefined) : []),
        ]),
    ...others.flatMap((user) => filesOf(user, surroundings, user.name)),
  ]
  const seen = new Set(loginFiles(surroundings).map(({ path }) => realPath(path)))
  return candidates.filter(({ path }) => {
    const real = realPath(path)
    if (seen.has(real) || !existsSync(path)) return false
    seen.add(real)
    return true
  })
}

function filesOf(
  { home, uid, TMPDIR }: { home: string; uid: number | undefined; TMPDIR?: string },
  { platform, root = '/' }: Surroundings,
  owner: string | undefined,
): OtherFile[] {
  const env = { HOME: home, ...(TMPDIR === undefined ? {} : { TMPDIR }) }
  const surroundings = { env, platform, root, ...(uid === undefined ? {} : { uid }) }
  // systemd's directory for a user's session (pam_systemd(8)), which cron and sudo do not name.
  const inSession = { ...surroundings, env: { ...env, XDG_RUNTIME_DIR: join(root, 'run/user', String(uid)) } }
  const files = [...loginFiles(inSession), ...loginFiles(surroundings)]
  return [...files.map((file) => ({ ...file, owner })), ...snapFiles(home)]
}

/** snapd keeps a directory for each revision; `current`, the name that stays, is a link to one, `common` has no config. */
function snapFiles(home: string): OtherFile[] {
  const directory = join(home, 'snap', 'docker')
  const revisions = namesIn(directory).sort((a, b) => Number(b === 'current') - Number(a === 'current'))
  return revisions.map((revision) => ({
    kind: 'docker',
    path: join(directory, revision, '.docker', 'config.json'),
    owner: 'snap',
  }))
}
