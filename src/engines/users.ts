import { join } from 'node:path'
import { currentUser } from '../files/current-user.ts'
import type { HelperAccess } from './credential-helper.ts'

/** A user of this machine. */
export interface User {
  name: string
  /** The home directory. */
  home: string
  uid: number
}

/** Other users whose files may be looked at, and why some were not found, as a sentence without a full stop. */
export interface OtherUsers {
  users: User[]
  problem: string | undefined
}

/** A lookup in a file or at a directory service on the network. */
const LOOKUP_TIMEOUT_MS = 5000

/**
 * Under sudo, who called it, and root, whose files `sudo docker` reads; else nobody. sudo names the caller in `SUDO_USER` and
 * `SUDO_UID` (sudo(8)); whether `HOME` is still the caller's depends on its configuration. `root` is put before root's home.
 */
export async function otherUsers(access: HelperAccess, root = '/'): Promise<OtherUsers> {
  const { SUDO_USER: name = '', SUDO_UID: number = '' } = access.env
  const isSudo = (access.uid ?? currentUser()) === 0 && name !== '' && name !== 'root'
  if (!isSudo) return { users: [], problem: undefined }
  const superuser = { name: 'root', home: rootsHome(access.platform, root), uid: 0 }
  const home = /^\d+$/.test(number) ? await homeOfUser(name, access) : undefined
  if (home !== undefined)
    return { users: [superuser, { name, home, uid: Number(number) }], problem: undefined }
  const problem = `it is not known which logins the engines of ${name} hold: the home directory is not known`
  return { users: [superuser], problem }
}

/** The home directory in a line of passwd(5), if it is that of the user: `ada:x:1000:1000:Ada:/home/ada:/bin/sh`. */
export function homeInPasswd(line: string, name: string): string | undefined {
  const [user, , , , , home = ''] = line.trim().split(':')
  return user === name && home.startsWith('/') && home !== '/' ? home : undefined
}

/** getent knows the users of directory services, too; macOS has none. */
async function homeOfUser(name: string, { exec }: HelperAccess): Promise<string | undefined> {
  // Whatever looks like an option is no name.
  if (!/^[A-Za-z0-9_]/.test(name)) return undefined
  const request = { file: 'getent', args: ['passwd', name], timeoutMs: LOOKUP_TIMEOUT_MS }
  const { exitCode, stdout } = await exec(request)
  return exitCode === 0 ? homeInPasswd(stdout, name) : undefined
}

function rootsHome(platform: NodeJS.Platform, root: string): string {
  return join(root, platform === 'darwin' ? 'var/root' : 'root')
}
