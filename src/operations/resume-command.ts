import type { Parts } from '../app/context.ts'
import { SHORT_ID, shortId } from '../app/credential-name.ts'
import type { Operation } from '../journal/operation.ts'
import type { Settings } from '../settings/settings.ts'
import { shellOptions, shellWord } from '../shell.ts'
import { command, type Message, message } from '../ui/message.ts'

/** What decides how a command has to be typed where dgsh runs now. */
export type Around = Parts<'options' | 'io' | 'settings'>

/** Returns the command that an operation is of, with so many characters of the previous credential's id, else with all. */
export function commandOf(operation: Operation, length?: number): string {
  return operation.kind === 'create'
    ? 'dgsh creds create'
    : `dgsh creds rotate ${shellWord(operation.previous.slice(0, length))}`
}

/** Returns the command line that resumes an operation, undoes it or finishes it, as it has to be typed where dgsh runs now. */
export async function resumeCommand(
  operation: Operation,
  option: '--resume' | '--abort' | '--finish',
  context: Around,
): Promise<string> {
  return `${commandOf(operation, SHORT_ID)} ${option}${yesFor(context)}${await optionsFor(operation, context)}`
}

/** Returns the command line that deletes a credential of an operation's project. */
export async function deleteCommand(id: string, operation: Operation, context: Around): Promise<string> {
  const { profile, project, apiUrl } = operation
  const { plain, own } = await settingsAround(profile, context)
  const { given } = context.options
  const options = shellOptions({
    '--profile': unless(plain.profile.value === profile, profile, given.profile),
    '--project': unless(own.project.value === project, project, given.project),
    '--api-url': unless(own.api_url.value === apiUrl, apiUrl, given.apiUrl),
  })
  return `dgsh creds delete ${shellWord(shortId(id))}${yesFor(context)}${options}`
}

/** Returns the command line that logs an engine in with a credential from where its operation stored the secret. */
export async function loginCommand(
  id: string,
  { profile, registry }: Pick<Operation, 'profile' | 'registry'>,
  context: Around,
): Promise<string> {
  const { plain, own } = await settingsAround(profile, context)
  const { given } = context.options
  const options = shellOptions({
    '--profile': unless(plain.profile.value === profile, profile, given.profile),
    '--registry': unless(own.registry.value === registry, registry, given.registry),
  })
  return `dgsh login ${shellWord(shortId(id))}${options}`
}

/** An option that the settings make needless is written all the same where this call has it: `repeatOptions` would add that one. */
function unless(isNeedless: boolean, value: string, given: string | undefined): string | undefined {
  return isNeedless && given === undefined ? undefined : value
}

/** Returns the hint of an operation that was left unfinished: the lines that resume it and undo it. */
export async function hintToResume(operation: Operation, context: Around): Promise<string> {
  return [
    `to resume: ${await resumeCommand(operation, '--resume', context)}`,
    `to undo: ${await resumeCommand(operation, '--abort', context)}`,
  ].join('\n')
}

/** Returns what is said while a step of an operation is running. */
export async function safeToInterrupt(operation: Operation, context: Around): Promise<Message> {
  const line = await resumeCommand(operation, '--resume', context)
  return message`${{ kind: 'faint', text: 'Ctrl-C is safe; resume with:' }} ${command(line)}`
}

/** Off a terminal nothing that deletes is resumed without it. */
function yesFor({ io: { canPrompt } }: Around): string {
  return canPrompt ? '' : ' --yes'
}

/**
 * The global options without which dgsh would look for an operation elsewhere; empty where the settings lead there. The profile
 * is known from the journal, and without a project all of them are looked at.
 */
async function optionsFor({ project, profile, apiUrl }: Operation, context: Around): Promise<string> {
  const { plain, own } = await settingsAround(profile, context)
  const set = plain.project.value
  return shellOptions({
    '--project': set === undefined || set === project ? undefined : project,
    '--api-url': own.api_url.value === apiUrl ? undefined : apiUrl,
  })
}

/** The settings of a line without options, and of one that names only the profile. */
async function settingsAround(profile: string, context: Around): Promise<{ plain: Settings; own: Settings }> {
  return { plain: await context.settings({}), own: await context.settings({ profile }) }
}
