import type { Context, Parts } from '../../app/context.ts'
import { isForPeople } from '../../app/write.ts'
import { usernameOf } from '../../deepgram/names.ts'
import { findLogins } from '../../engines/logins.ts'
import type { ImageRow } from '../../images/newest.ts'
import { loginSearch } from '../../logins/login-search.ts'
import { isLoopback } from '../../loopback.ts'
import { command, message } from '../../ui/message.ts'
import type { EngineName } from '../../vocabulary.ts'

/** The engines that pull by `pull`; skopeo and helm do not. */
const PULLING: readonly EngineName[] = ['docker', 'podman', 'buildah']

/**
 * Writes, on a terminal, the command that pulls the newest release, and the login that it needs first where the engine does not
 * have one for the credential. It goes to stderr: stdout holds the list alone.
 */
export async function sayPullLine(rows: readonly ImageRow[], id: string, context: Context): Promise<void> {
  if (!context.io.stdout.isTTY || !(await isForPeople(context))) return
  const newest = newestOf(rows)
  if (newest === undefined) return
  const holders = await findHolders(id, context)
  const engine = await choosePuller(holders, context)
  const pull = command(pullLine(engine, newest))
  context.messages.say('')
  if (holders.includes(engine)) return context.messages.say(message`To pull the newest release: ${pull}`)
  context.messages.say(
    message`To pull the newest release, log ${engine} in: ${command(`dgsh login ${id} --engine ${engine}`)}`,
  )
  context.messages.say(message`Then: ${pull}`)
}

/** Returns the reference of the newest release that can be pulled; of several the first in the list. */
export function newestOf(rows: readonly ImageRow[]): string | undefined {
  const open = rows.filter(({ pull, release }) => pull === true && release !== undefined)
  // `release-YYMMDD` sorts by its date.
  const newest = open.reduce<ImageRow | undefined>(
    (best, row) => (best === undefined || (row.release ?? '') > (best.release ?? '') ? row : best),
    undefined,
  )
  return newest === undefined ? undefined : `${newest.image}:${newest.release}`
}

/** Returns the command that pulls an image. docker takes registries on loopback without TLS, the others have to be told. */
export function pullLine(engine: EngineName, reference: string): string {
  const isPlain = engine !== 'docker' && isLoopback(reference.split('/', 1)[0] ?? '')
  return [engine, 'pull', ...(isPlain ? ['--tls-verify=false'] : []), reference].join(' ')
}

/** The engines whose logins have the credential. */
async function findHolders(id: string, context: Parts<'host' | 'settings'>): Promise<EngineName[]> {
  const { logins } = await findLogins(await loginSearch(context))
  const username = usernameOf(id).toLowerCase()
  return logins.filter((login) => login.username.toLowerCase() === username).map(({ engine }) => engine)
}

/** The configured engine; else one that is logged in; else the first on PATH. */
async function choosePuller(
  holders: readonly EngineName[],
  context: Parts<'host' | 'settings'>,
): Promise<EngineName> {
  const { engine } = await context.settings()
  const wanted = [engine.value, ...holders].find((name) => name !== undefined && PULLING.includes(name))
  return wanted ?? PULLING.find((name) => context.host.findEngine(name) !== undefined) ?? 'docker'
}
