import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ENGINE_LIMITS, type ExpectedExec } from './context.ts'
import { idOf } from './samples.ts'
import { temporaryDirectory } from './temporary.ts'

/** A home with the config files of docker and podman, which hold logins of quay.io. */
export interface DockerHome {
  /** What leads the engines there, and nowhere else. */
  env: Readonly<Record<string, string>>
  /** docker's config file. */
  file: string
  /** podman's. */
  authFile: string
  /** Logs docker in as the credential of that number, as its login does; undefined logs it out. */
  logIn(number: number | undefined, secret?: string): void
  /** The same for a key of podman's file. */
  logInPodman(number: number, key?: string): void
  /** The username that docker has. */
  username(): string | undefined
}

/** Makes such a home; docker is logged in as the credential of that number. */
export function dockerHome(number?: number, secret?: string): DockerHome {
  const home = temporaryDirectory()
  const [file, authFile] = [join(home, '.docker', 'config.json'), join(home, 'auth.json')]
  mkdirSync(join(home, '.docker'))
  const entryOf = (of: number, password: string) => ({
    auth: Buffer.from(`deepgram+${idOf(of)}:${password}`).toString('base64'),
  })
  const write = (path: string, auths: object) =>
    writeFileSync(path, JSON.stringify({ auths: { 'registry.invalid': {}, ...auths } }))
  const made: DockerHome = {
    env: { HOME: home, REGISTRY_AUTH_FILE: authFile },
    file,
    authFile,
    logIn: (of, password = 'PASSWORD-OF-DOCKER') =>
      write(file, of === undefined ? {} : { 'quay.io': entryOf(of, password) }),
    logInPodman: (of, key = 'quay.io') => write(authFile, { [key]: entryOf(of, 'PASSWORD-OF-PODMAN') }),
    username() {
      const text = existsSync(file) ? readFileSync(file, 'utf8') : '{}'
      const auth = JSON.parse(text).auths?.['quay.io']?.auth ?? ''
      return Buffer.from(auth, 'base64').toString('utf8').split(':', 1)[0] || undefined
    },
  }
  made.logIn(number, secret)
  return made
}

/** docker's login as the credential of that number, by which its config file changes. */
export function dockerLogin(
  home: DockerHome,
  path: string,
  { number, secret }: { number: number; secret: string },
): ExpectedExec {
  const args = ['login', 'quay.io', '--username', `deepgram+${idOf(number)}`, '--password-stdin']
  return {
    request: { file: path, args, input: secret, env: {}, ...ENGINE_LIMITS },
    effect: () => home.logIn(number, secret),
  }
}
