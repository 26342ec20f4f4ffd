import type { Stats } from 'node:fs'
import { chmod, lstat, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Host, Messages, Parts } from '../../app/context.ts'
import { dockerConfigPath } from '../../engines/docker-config.ts'
import { entriesOf, hostOf, parseLoginConfig } from '../../engines/login-config.ts'
import { readLoginFile } from '../../engines/read-login-file.ts'
import { currentUser } from '../../files/current-user.ts'
import { makeTemporaryDirectory } from '../../files/directory.ts'
import { basicHeader, type RegistryLogin } from '../../registry/login.ts'
import { withFileLock } from '../../settings/file-lock.ts'
import type { CopierName } from './copier.ts'

/** How a copier is given the login for the source. */
export interface LentLogin {
  /** For skopeo, which takes a file for the source alone. */
  authFile: string | undefined
  /** Added to the copier's environment: for the others, whose config is docker's. */
  env: Record<string, string>
}

/** The login, the registry it is for, and where the images go. */
export interface Lending {
  copier: CopierName
  registry: string
  login: RegistryLogin
  /** The destination's host. */
  destination: string
}

const PREFIX = 'dgsh-mirror-'

/**
 * Does something while a copier can log in to the source: the login is in a file in a directory for the user only (0700),
 * which is removed however the action ends. What a dgsh that was killed has left there is removed, too.
 */
export async function withSourceLogin<Value>(
  lending: Lending,
  context: Parts<'host' | 'messages'>,
  action: (lent: LentLogin) => Promise<Value>,
): Promise<Value> {
  const base = await findBase(context.host)
  await removeLeft(base, context.messages)
  const directory = await makeTemporaryDirectory(PREFIX, base)
  try {
    await chmod(directory, 0o700)
    const file = join(directory, 'config.json')
    // The lock tells others that the directory is in use.
    return await withFileLock(file, async () => {
      await writeFile(file, configFor(lending, context.host), { mode: 0o600, flag: 'wx' })
      const isSkopeo = lending.copier === 'skopeo'
      return action({
        authFile: isSkopeo ? file : undefined,
        env: isSkopeo ? {} : { DOCKER_CONFIG: directory },
      })
    })
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

function configFor({ copier, registry, login, destination }: Lending, host: Host): string {
  const auth = basicHeader(login).slice('Basic '.length)
  const path = copier === 'skopeo' ? undefined : dockerConfigPath(host)
  const own = path === undefined ? { text: '' } : readLoginFile(path)
  return loginConfig({ registry, auth, destination, own: 'text' in own ? own.text : '' })
}

/** The user's directory in memory, where there is one; it does not outlive the session. */
async function findBase({ env }: Host): Promise<string> {
  const runtime = env.XDG_RUNTIME_DIR
  const status = runtime ? await stat(runtime).catch(() => undefined) : undefined
  return runtime && status?.isDirectory() ? runtime : tmpdir()
}

/** Younger ones may be about to be locked. */
const SAFE_AGE_MS = 10_000

async function removeLeft(base: string, messages: Messages): Promise<void> {
  const names = (await readdir(base).catch((): string[] => [])).filter((name) => name.startsWith(PREFIX))
  for (const name of names) {
    const directory = join(base, name)
    try {
      if (!isOld(await lstat(directory))) continue
      await withFileLock(join(directory, 'config.json'), async () => {}, { patience: 0 })
      await rm(directory, { recursive: true, force: true })
      messages.debug(`removed ${directory}, which a dgsh that was killed had left`)
    } catch {
      messages.debug(`${directory} stays: it is in use`)
    }
  }
}

/** What another user made is none of ours, also for root, who could remove it: whether it is in use shows only there. */
function isOld(status: Stats): boolean {
  const own = currentUser()
  const isOwn = own === -1 || status.uid === own
  return status.isDirectory() && isOwn && Date.now() - status.mtimeMs >= SAFE_AGE_MS
}

/** What a config with the login of the source is made of. */
export interface LoginConfigParts {
  registry: string
  /** `user:secret` in base64. */
  auth: string
  /** The destination's host. */
  destination: string
  /** The text of docker's config file of the user; empty for none. */
  own: string
}

/**
 * A config in docker's format with the login of the source, and with what the user's own has for the destination: crane and
 * regctl take one file for both. A store that the user's config names is named for the destination alone.
 */
export function loginConfig({ registry, auth, destination, own }: LoginConfigParts): string {
  const config = parseLoginConfig(own)
  const entries = [...(config?.auths ?? [])].filter(([key]) => hostOf(key) === destination)
  const held = entries.filter(([, entry]) => entriesOf(entry).size > 0)
  const helper = config?.credHelpers.get(destination) ?? config?.credsStore
  const credHelpers = typeof helper === 'string' && destination !== registry ? { [destination]: helper } : {}
  return JSON.stringify({ auths: { ...Object.fromEntries(held), [registry]: { auth } }, credHelpers })
}
