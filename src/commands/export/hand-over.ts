import type { Context, Parts } from '../../app/context.ts'
import { absolutePath } from '../../app/working-directory.ts'
import { resolveWithStore } from '../../credentials/resolve-stored.ts'
import { usernameOf } from '../../deepgram/names.ts'
import { usageError } from '../../errors.ts'
import type { PullLogin } from '../../export/pull-login.ts'
import { findSecret, noteHeld, readPipedSecret } from '../../secrets/secret-of.ts'
import { shellOptions, shellWord } from '../../shell.ts'
import { writeNewFile } from '../../store/secret-file.ts'
import { command, message, path } from '../../ui/message.ts'

/** The arguments and options of each verb of `dgsh export`. */
export interface ExportOptions {
  credential: string | undefined
  /** The new file that gets it instead of stdout. */
  file: string | undefined
  /** True: the secret may be shown on a terminal. */
  reveal: boolean
  secretStdin: boolean
}

/** A form in which a login is exported. */
export interface ExportForm {
  verb: 'k8s' | 'docker-config' | 'k3s'
  /** The values of `-o` that name this form, where one is given. */
  formats: readonly string[]
  /** The options of the verb, which the commands in notes repeat. */
  options?: Readonly<Record<string, string | undefined>>
  /** The text of the form, ending with a line break. */
  render: (login: PullLogin) => string
}

/**
 * Hands a login over in another form: to stdout, or to a new file. On a terminal a placeholder stands for the secret, which is not
 * even looked for then. A whole id needs no API key and no network where the secret is on this machine.
 */
export async function handOver(options: ExportOptions, form: ExportForm, context: Context): Promise<number> {
  const { file, reveal } = options
  requireFormat(form, context)
  if (file !== undefined) {
    const make = async () => form.render(await findLogin(options, context))
    await writeNewFile({ path: absolutePath(file, context.host), option: '--file' }, make)
    context.messages.step('done', 'written', message`${path(file)}, readable only by you`)
    return 0
  }
  if (context.io.stdout.isTTY && !reveal) return showPlaceholder(options, form, context)
  const login = await findLogin(options, context)
  context.redaction.reveal(login.secret)
  context.io.stdout.write(form.render(login))
  return 0
}

/** Only what this call says: a setting is about tables. */
function requireFormat({ verb, formats }: ExportForm, { options }: Parts<'options'>): void {
  const { output } = options.given
  if (output === undefined || formats.includes(output)) return
  throw usageError(
    `a ${verb} export is ${formats.join(' or ')}, not ${output}`,
    'leave -o, --json and -q out',
  )
}

async function findLogin(
  { credential, secretStdin }: ExportOptions,
  context: Context,
): Promise<PullLogin & { secret: string }> {
  const piped = await readPipedSecret(secretStdin, context)
  const { id } = await resolveWithStore(credential, context)
  const { secret, login } = await findSecret(id, piped, context)
  context.redaction.protect(secret)
  if (login !== undefined) noteHeld(login, context.messages)
  return { ...(await loginOf(id, context)), secret }
}

async function loginOf(id: string, context: Parts<'settings'>): Promise<PullLogin> {
  const { registry } = await context.settings()
  return { registry: registry.value, username: usernameOf(id), secret: undefined }
}

async function showPlaceholder(
  { credential }: ExportOptions,
  { verb, options = {}, render }: ExportForm,
  context: Context,
): Promise<number> {
  const { id } = await resolveWithStore(credential, context)
  context.io.stdout.write(render(await loginOf(id, context)))
  const line = `dgsh export ${verb} ${shellWord(credential ?? id)}${shellOptions(options)}`
  context.messages.note(
    message`on a terminal the secret is left out; a pipe or ${command('--file <path>')} gets it, and this shows it: ${command(`${line} --reveal`)}`,
  )
  return 0
}
