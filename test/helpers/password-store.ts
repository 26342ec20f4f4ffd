import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { atEnd } from './cleanup.ts'
import { succeed } from './run-program.ts'
import { type TemporaryHome, temporaryHome } from './temporary.ts'

const KEY = `%no-protection
Key-Type: eddsa
Key-Curve: ed25519
Subkey-Type: ecdh
Subkey-Curve: cv25519
Name-Real: dgsh
Name-Email: dgsh@example.com
Expire-Date: 0
%commit
`

/** The key's name, as `pass init` takes it. */
export const GPG_ID = 'dgsh@example.com'

/** A fresh home with a key of gpg and an empty password store of `pass`. The agent of gpg ends with the test. */
export async function homeWithPass(): Promise<TemporaryHome> {
  const home = await homeWithKey()
  await succeed(['pass', 'init', GPG_ID], { env: home.env, cwd: home.path })
  return home
}

/** The same without a password store. */
export async function homeWithKey(): Promise<TemporaryHome> {
  const home = temporaryHome()
  const options = { env: home.env, cwd: home.path }
  mkdirSync(join(home.path, '.gnupg'), { mode: 0o700 })
  atEnd(async () => void (await succeed(['gpgconf', '--kill', 'gpg-agent'], options)))
  await succeed(['gpg', '--batch', '--gen-key'], { ...options, input: KEY })
  return home
}
