import type { Host, Parts } from '../app/context.ts'
import { askLogin, findHelper, type HelperAccess, storeLogin } from '../engines/credential-helper.ts'
import { findWritable } from '../engines/find.ts'
import type { HeldLogin } from '../engines/login-config.ts'
import { tildePath } from '../engines/surroundings.ts'
import { DgshError } from '../errors.ts'
import { helperProgram } from '../helper-protocol.ts'
import { shellPath, shellWord } from '../shell.ts'
import { OWN_HELPER } from '../vocabulary.ts'

const PROGRAM = helperProgram(OWN_HELPER)

/** Enough for a Node that starts on a busy machine. */
const VERSION_MS = 10_000

/**
 * Returns the path of docker-credential-dgsh as an engine finds it. Throws `failed` when it is not on PATH, when it cannot be run, or when
 * it is that of another dgsh.
 */
export async function requireProgram(engine: string, host: Host): Promise<string> {
  const problem = await problemOfProgram(host)
  if (problem === undefined) return findHelper(OWN_HELPER, host) ?? ''
  throw new DgshError('failed', `${engine} could not use dgsh: ${problem}`, { hint: installHint(host) })
}

/** Returns why engines cannot use docker-credential-dgsh; undefined where they can. */
export async function problemOfProgram(host: Host): Promise<string | undefined> {
  const file = findHelper(OWN_HELPER, host)
  if (file === undefined) return `${PROGRAM} is not on PATH`
  const request = { file, args: ['version'], timeoutMs: VERSION_MS, ownGroup: true }
  const { exitCode, startError, stdout } = await host.exec(request)
  if (startError !== undefined) return `${file} cannot be run (${startError})`
  if (exitCode !== 0) return `${file} cannot be run (exit code ${exitCode})`
  const said = stdout.trim()
  const [, version] = /^docker-credential-dgsh \(dgsh\) (\S+)$/.exec(said) ?? []
  if (version === undefined) return `${file} is another program of that name`
  return version === host.helper.version
    ? undefined
    : `${file} is that of dgsh ${version}, and this is dgsh ${host.helper.version}`
}

/** Returns the command that puts docker-credential-dgsh on PATH. */
export function installHint({ env, platform, helper: { path } }: Host): string {
  // npx removes what it has fetched at some time; on Windows npm makes the programs of a package.
  if (platform === 'win32' || /[/\\]_npx[/\\]/.test(path)) return 'npm install --global dgsh'
  const own = shellWord(path)
  const directory = findWritable({ path: env.PATH, home: env.HOME })
  if (directory !== undefined) return `ln -sf ${own} ${shellPath(tildePath(`${directory}/${PROGRAM}`, env))}`
  const system = (env.PATH ?? '').split(':').find((one) => /^\/usr\/(?:local\/)?bin$/.test(one))
  if (system !== undefined) return `sudo ln -sf ${own} ${system}/${PROGRAM}`
  return `mkdir -p ~/.local/bin && ln -sf ${own} ~/.local/bin/${PROGRAM} && export PATH="$HOME/.local/bin:$PATH"`
}

/** What docker-credential-dgsh has for a registry, asked as an engine asks it. */
export interface AskedProgram {
  login: HeldLogin | undefined
  /** Why it gives none although it may have one, as the end of a sentence. */
  reason: string | undefined
  milliseconds: number
}

/** Asks docker-credential-dgsh for the login of a registry, in the environment of the engines. */
export async function askProgram(
  registry: string,
  context: Parts<'clock' | 'host' | 'redaction'>,
): Promise<AskedProgram> {
  const start = context.clock.elapsed()
  const answer = await askLogin(OWN_HELPER, registry, accessOf(context))
  const milliseconds = Math.round(context.clock.elapsed() - start)
  if ('reason' in answer) return { login: undefined, reason: answer.reason, milliseconds }
  context.redaction.protect(answer.login?.secret ?? '')
  return { login: answer.login, reason: undefined, milliseconds }
}

/**
 * Gives a login to docker-credential-dgsh and reads it back. Throws `store_unusable` when it is not there afterwards: then nothing may be
 * removed elsewhere.
 */
export async function keepInProgram(
  login: HeldLogin,
  registry: string,
  context: Parts<'clock' | 'host' | 'redaction' | 'settings'>,
): Promise<void> {
  const { profile } = await context.settings()
  const { exec, ...access } = accessOf(context)
  const env = { DGSH_PROFILE: profile.value, DGSH_REGISTRY: registry }
  const inProfile: HelperAccess['exec'] = (request) => exec({ ...request, env: { ...request.env, ...env } })
  await storeLogin(OWN_HELPER, { server: registry, ...login }, { ...access, exec: inProfile })
  const { login: found, reason } = await askProgram(registry, context)
  if (found !== undefined && isSameLogin(found, login)) return
  throw new DgshError(
    'store_unusable',
    `${PROGRAM} does not give back the login of ${login.username}${reason === undefined ? '' : `: ${reason}`}`,
    { hint: `to see why: dgsh helper status\nto keep it elsewhere: dgsh config set store <store>` },
  )
}

/** Returns true for the same username with the same secret. */
export function isSameLogin(one: HeldLogin, other: HeldLogin): boolean {
  return one.username === other.username && one.secret === other.secret
}

/** Returns what it takes to ask a helper as the engines do. */
export function accessOf({ host: { env, exec, platform } }: Parts<'host'>): HelperAccess {
  return { env, exec, platform }
}
