import type { Context, Host } from '../../app/context.ts'
import type { Named } from '../../app/credential-name.ts'
import { runForeground } from '../../app/run-foreground.ts'
import { requireWorkingDirectory } from '../../app/working-directory.ts'
import { resolveWithStore } from '../../credentials/resolve-stored.ts'
import { usernameOf } from '../../deepgram/names.ts'
import { findProgram } from '../../engines/find.ts'
import { DgshError, usageError } from '../../errors.ts'
import { withBorrowedLogin } from '../../logins/borrow.ts'
import { askSecret, findHeldSecret, findKeptSecret } from '../../secrets/secret-of.ts'
import { shellLine } from '../../shell.ts'
import type { ExecWords } from './split.ts'

/** `dgsh exec`: the command has the login for as long as it runs, and its exit code is that of dgsh. */
export async function run(words: ExecWords, context: Context): Promise<number> {
  const { credential, command } = requireCommand(words, context.host)
  requireWorkingDirectory(context.host)
  const { registry } = await context.settings()
  const subject = await resolveWithStore(credential, context, {
    question: 'Which credential should the command use?',
  })
  const secret = await findSecret(subject, registry.value, context)
  const login = { registry: registry.value, username: usernameOf(subject.id), secret }
  return withBorrowedLogin(login, context, ({ env }) => runForeground({ command, env }, context.host))
}

interface Wanted {
  credential: string | undefined
  command: readonly [file: string, ...args: string[]]
}

/** Throws a usage error with the line that was meant. */
function requireCommand(words: ExecWords, host: Host): Wanted {
  const { own, command } = words
  const [credential, other] = own
  if (credential?.startsWith('-') === true)
    throw usageError(`unknown option '${credential}'`, 'see: dgsh exec --help')
  const [file, ...args] = command ?? []
  if (file !== undefined && other === undefined) return { credential, command: [file, ...args] }
  const { credential: named, command: meant } = guessCommand(words, host)
  const line = ['dgsh', 'exec', ...(named === undefined ? [] : [named]), '--']
  if (meant.length === 0) {
    const example = shellLine([...line, 'docker', 'compose', 'pull'])
    throw usageError('there is no command to run', `put one after --, for example: ${example}`)
  }
  throw usageError(
    'the command must come after --, with nothing but a credential before it',
    `did you mean: ${shellLine([...line, ...meant])}`,
  )
}

/** A word that is the name of a program begins the command; those before it may name a credential by its comment. */
function guessCommand({ own, command = [], typed }: ExecWords, { env, platform }: Host) {
  const isProgram = (word = '') => findProgram(word, { path: env.PATH, platform }) !== undefined
  const [first, second] = own
  if (command.length > 0 && !isProgram(first) && !isProgram(second))
    return { credential: own.join(' '), command }
  const words = typed[0]?.startsWith('-') === true ? own : typed
  if (words[0] === undefined || words[0] === '--' || isProgram(words[0]))
    return { credential: undefined, command: words[0] === '--' ? words.slice(1) : words }
  return { credential: words[0], command: words.slice(words[1] === '--' ? 2 : 1) }
}

/** Standard input is the command's: the secret is stored, held by an engine, or asked for on a terminal. */
async function findSecret(subject: Named, registry: string, context: Context): Promise<string> {
  const kept = await findKeptSecret(subject.id, context)
  if (kept !== undefined) return kept
  const held = await findHeldSecret(subject.id, registry, context)
  if (held !== undefined) return held.secret
  if (context.io.canPrompt) return askSecret(subject, context)
  throw new DgshError('input_required', 'the secret is not on this machine, and prompts are disabled', {
    hint: `log an engine in with it first: dgsh login ${subject.id} --secret-stdin < secret`,
  })
}
