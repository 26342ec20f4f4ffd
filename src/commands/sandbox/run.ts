import type { Context, Host, Parts } from '../../app/context.ts'
import { runForeground } from '../../app/run-foreground.ts'
import { requireWorkingDirectory } from '../../app/working-directory.ts'
import { writeEngineFiles } from '../../sandbox/engine-files.ts'
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts'
import { resolveProfile } from '../../settings/settings.ts'
import { openSettingsFile } from '../../settings/settings-file.ts'

/** The arguments of `dgsh sandbox`. */
export interface SandboxRunOptions {
  /** An argv; empty for none. */
  command: readonly string[]
}

/** `dgsh sandbox`: the servers end with the command, or with the signal. */
export async function run({ command }: SandboxRunOptions, context: Context): Promise<number> {
  if (command.length > 0) requireWorkingDirectory(context.host)
  const sandbox = await startSandbox()
  try {
    await chooseStore(sandbox, context.host)
    const environment = { ...sandbox.environment, ...(await leadEngines(sandbox, context.host)) }
    const [file, ...args] = command
    if (file !== undefined) {
      if (isShell(command)) greet(sandbox, context)
      return await runForeground({ command: [file, ...args], env: environment }, context.host)
    }
    // Known to all: in the sandbox of a sandbox they are that of the surroundings, too.
    for (const value of [sandbox.apiKey, sandbox.secret]) context.redaction.reveal(value)
    context.io.stdout.write(exportLines(environment))
    context.messages.say('The sandbox runs until you press Ctrl-C. Paste these lines into another terminal:')
    context.messages.say(
      'it is in the practice environment then, docker and podman included, until you close it.',
    )
    return await untilInterrupted(context.host.signal)
  } finally {
    await sandbox.close()
  }
}

/** Has the engines use files of the sandbox; gives the variables for that. */
function leadEngines({ directory, registry }: Sandbox, host: Host): Promise<Record<string, string>> {
  const { env, platform, findEngine } = host
  const names = platform === 'win32' ? [] : (['skopeo', 'buildah'] as const)
  const programs = names.flatMap((name): [string, string][] => {
    const program = findEngine(name)
    return program === undefined ? [] : [[name, program]]
  })
  return writeEngineFiles({ directory, registry, path: env.PATH ?? '', programs: new Map(programs) })
}

/** True for a program that is given nothing to do: somebody is going to work in it. */
function isShell([, ...args]: readonly string[]): boolean {
  return args.every((word) => /^(?:-[il]+|--login)$/.test(word))
}

/** Says, to a person only, where the shell is and how to leave. */
function greet({ apiUrl, registry, projectId }: Sandbox, context: Parts<'io' | 'messages'>): void {
  const { stdin, stderr } = context.io
  if (!stdin.isTTY || !stderr.isTTY) return
  context.messages.say(
    `This shell is in a practice environment: Deepgram is ${apiUrl}, the registry ${registry}.`,
  )
  context.messages.say(`DEEPGRAM_API_KEY opens project ${projectId}; DGSH_SANDBOX_SECRET is the secret of`)
  context.messages.say(
    'DGSH_SANDBOX_CREDENTIAL. dgsh, docker, podman, skopeo, buildah, and helm use config files of',
  )
  context.messages.say('their own here: nothing of yours is changed. Leave with: exit')
}

/** What is kept while practising goes into a file that is removed at the end: nobody is asked where to keep it. */
async function chooseStore({ environment }: Sandbox, { env }: Host): Promise<void> {
  const file = openSettingsFile(environment.DGSH_CONFIG_DIR)
  await file.changeProfile(resolveProfile({}, env).value, { store: 'file' })
}

function untilInterrupted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}

function exportLines(environment: Record<string, string>): string {
  return Object.entries(environment)
    .map(([name, value]) => `export ${name}='${value}'\n`)
    .join('')
}
