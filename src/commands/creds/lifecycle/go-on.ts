import type { Context } from '../../../context.ts'
import type { Operation } from '../../../journal/operation.ts'
import { shellWord } from '../../shell.ts'

/** What command lines for an operation need of it. */
type Where = Pick<Operation, 'kind' | 'old' | 'project' | 'profile' | 'api_url'>

/** The command that an operation is of. */
export function commandOf({ kind, old }: Pick<Operation, 'kind' | 'old'>): string {
  return kind === 'create' ? 'dgsh creds create' : `dgsh creds rotate ${old}`
}

/** The command line that goes on with an operation, undoes it or ends it, as it has to be typed where dgsh runs now. */
export async function goOnLine(
  operation: Where,
  option: '--resume' | '--abort' | '--finish',
  context: Context,
): Promise<string> {
  return `${commandOf(operation)} ${option}${yesFor(context)}${await optionsFor(operation, context)}`
}

/** The command line that deletes a credential of an operation's project. */
export async function deleteLine(id: string, operation: Where, context: Context): Promise<string> {
  const { profile, project, api_url } = operation
  const plain = await context.withFlags({}).settings()
  const own = await context.withFlags({ profile }).settings()
  const options = optionsOf({
    '--profile': plain.profile.value === profile ? undefined : profile,
    '--project': own.project.value === project ? undefined : project,
    '--api-url': own.api_url.value === api_url ? undefined : api_url,
  })
  return `dgsh creds delete ${id}${yesFor(context)}${options}`
}

/** The command line that hands a credential to an engine from where its operation kept the secret. */
export async function loginLine(
  id: string,
  { profile, registry }: Pick<Operation, 'profile' | 'registry'>,
  context: Context,
): Promise<string> {
  const plain = await context.withFlags({}).settings()
  const own = await context.withFlags({ profile }).settings()
  const options = optionsOf({
    '--profile': plain.profile.value === profile ? undefined : profile,
    '--registry': own.registry.value === registry ? undefined : registry,
  })
  return `dgsh login ${id}${options}`
}

/** What can be done about an operation that was left unfinished. */
export async function tellHowToGoOn(operation: Where, context: Context): Promise<string> {
  return `${await goOnLine(operation, '--resume', context)} goes on; with --abort in its place it is undone`
}

/** Off a terminal nothing that deletes goes on without it. */
function yesFor({ canPrompt }: Context): string {
  return canPrompt ? '' : ' --yes'
}

/**
 * The global options without which dgsh would look for an operation elsewhere; empty where the settings lead there. The profile
 * is known from the journal, and without a project all of them are looked at.
 */
async function optionsFor({ project, profile, api_url }: Where, context: Context): Promise<string> {
  const plain = await context.withFlags({}).settings()
  const own = await context.withFlags({ profile }).settings()
  const set = plain.project.value
  return optionsOf({
    '--project': set === undefined || set === project ? undefined : project,
    '--api-url': own.api_url.value === api_url ? undefined : api_url,
  })
}

function optionsOf(options: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(options)
    .map(([name, value]) => (value === undefined ? '' : ` ${name} ${shellWord(value)}`))
    .join('')
}
