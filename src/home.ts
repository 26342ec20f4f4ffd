import { homedir, userInfo } from 'node:os'
import { parse } from 'node:path'

/** What of `process` is looked at. */
type Self = Pick<NodeJS.Process, 'chdir' | 'cwd' | 'env' | 'execPath'>

/** Returns the home directory; empty when the system knows none, as for a container's user without an account. */
export function findHome(self: Self): string {
  try {
    return homedir()
  } catch {
    // Packages ask as well while they are loaded, and would fail; what they are told is used for nothing.
    self.env.HOME = '/'
    return ''
  }
}

/** Returns the home directory of the user's account, whatever the environment says; empty without an account. */
export function findAccountHome(): string {
  try {
    return userInfo().homedir
  } catch {
    return ''
  }
}

/**
 * Returns the working directory; undefined when it was removed. Packages and programs that need one are in the root directory
 * then.
 */
export function findWorkingDirectory(self: Self): string | undefined {
  try {
    return self.cwd()
  } catch {
    self.chdir(parse(self.execPath).root)
    return undefined
  }
}
