import { copyFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeTemporaryDirectory } from '../files/directory.ts'
import { storeRequest } from '../helper-protocol.ts'
import { findHelper, type HelperAccess, listUsernames } from './credential-helper.ts'

/** gpg needs no answer to encrypt: whatever takes longer waits for something that does not come. */
const TRY_MS = 10_000

/**
 * Why a helper could keep no login now, as the end of a sentence; undefined when it could. It ends within a few seconds and leaves
 * nothing behind: `pass`, which lists its logins even where it is not initialized, gets a login to keep in a copy of its store that
 * has nothing but the names of its keys. Others are only asked for a list, as they may not erase what they are given (seen with
 * docker-credential-secretservice 0.6.4).
 */
export async function problemOfHelper(name: string, access: HelperAccess): Promise<string | undefined> {
  const listed = await listUsernames(name, access)
  if ('reason' in listed) return listed.reason
  return name === 'pass' ? problemOfPass(access) : undefined
}

async function problemOfPass(access: HelperAccess): Promise<string | undefined> {
  const { env } = access
  const directory = await makeTemporaryDirectory('dgsh-pass-', tmpdir())
  try {
    // Where pass looks, which takes no other home directory than this.
    const store = env.PASSWORD_STORE_DIR || join(env.HOME ?? '', '.password-store')
    if (!copyKeys(store, directory)) return 'pass is not initialized'
    const request = storeRequest({ server: 'https://dgsh.invalid/try', username: 'dgsh', secret: 'try' })
    const file = findHelper('pass', access) ?? ''
    const result = await access.exec({
      ...{ file, ...request, timeoutMs: TRY_MS },
      env: { PASSWORD_STORE_DIR: directory },
    })
    return result.exitCode === 0 ? undefined : 'pass cannot encrypt with its key'
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

function copyKeys(from: string, to: string): boolean {
  try {
    copyFileSync(join(from, '.gpg-id'), join(to, '.gpg-id'))
    return true
  } catch {
    return false
  }
}
