import { statSync } from 'node:fs'
import { userInfo } from 'node:os'

/**
 * The number of the user who runs dgsh, under sudo root's 0; -1 on Windows. A user whom the system does not know, as in a
 * container that runs under a number of its own, has one, too. Undefined where nothing tells.
 */
export function currentUser(): number | undefined {
  try {
    return userInfo().uid
  } catch {
    return ownerOfProcess()
  }
}

function ownerOfProcess(): number | undefined {
  try {
    return statSync('/proc/self').uid
  } catch {
    return undefined
  }
}
