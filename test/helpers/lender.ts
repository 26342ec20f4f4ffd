import { lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { entryFor } from './entry-name.ts'
import type { KnownCredential } from './lifecycle.ts'
import { type TemporaryHome, temporaryHome } from './temporary.ts'

/** A home in which dgsh can lend logins. */
export interface LenderHome extends TemporaryHome {
  /** The names of what is in the directory in which they are lent. */
  lent(): string[]
  /** Writes a file below the home. */
  write(path: string, content: string | object): string
  /** All files below the home by their paths but those of the engines' storage, in latin1. */
  readFiles(): Record<string, string>
}

/** Makes a home whose file store has the secrets of these credentials for a registry. */
export function lenderHome(registry: string, credentials: readonly KnownCredential[]): LenderHome {
  const plain = temporaryHome()
  const runtime = join(plain.path, 'runtime')
  mkdirSync(runtime, { mode: 0o700 })
  const home: LenderHome = {
    ...plain,
    env: { ...plain.env, XDG_RUNTIME_DIR: runtime },
    lent: () => readdirSync(runtime).filter((name) => name.startsWith('dgsh')),
    write(path, content) {
      const file = join(plain.path, path)
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
      writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content), { mode: 0o600 })
      return file
    },
    readFiles() {
      const names = readdirSync(plain.path, { recursive: true, encoding: 'utf8' })
      const own = names.filter(
        (name) => !/^(?:storage|run|tmp|runtime\/(?!dgsh)|\.local\/share|\.cache)(?:\/|$)/.test(name),
      )
      const files = own.filter((name) =>
        lstatSync(join(plain.path, name), { throwIfNoEntry: false })?.isFile(),
      )
      return Object.fromEntries(
        files.sort().map((name) => [name, readFileSync(join(plain.path, name), 'latin1')]),
      )
    },
  }
  home.write('.config/dgsh/config.json', { profiles: { default: { store: 'file' } } })
  const entries = credentials.map(({ id, secret }) => {
    const name = `secret:${id}`
    return [registry === 'quay.io' ? name : entryFor(name, registry), secret]
  })
  home.write('.local/state/dgsh/store.json', Object.fromEntries(entries))
  return home
}

/** An entry of `auths`. */
export function entryOf(username: string, secret: string): { auth: string } {
  return { auth: Buffer.from(`${username}:${secret}`).toString('base64') }
}
