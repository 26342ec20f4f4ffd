import type { Context } from '../../../context.ts'
import type { Operation } from '../../../journal/operation.ts'
import type { Settings } from '../../../settings/settings.ts'
import { shellOptions } from '../../shell.ts'

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
  const { plain, own } = await settingsAround(profile, context)
  const { given } = context
  const options = shellOptions({
    '--profile': unless(plain.profile.value === profile, profile, given.profile),
    '--project': unless(own.project.value === project, project, given.project),
    '--api-url': unless(own.api_url.value === api_url, api_url, given.apiUrl),
  })
  return `dgsh creds delete ${id}${yesFor(context)}${options}`
}

/** The command line that hands a credential to an engine from where its operation kept the secret. */
export async function loginLine(
  id: string,
  { profile, registry }: Pick<Operation, 'profile' | 'registry'>,
  context: Context,
): Promise<string> {
  const { plain, own } = await settingsAround(profile, context)
  const { given } = context
  const options = shellOptions({
    '--profile': unless(plain.profile.value === profile, profile, given.profile),
    '--registry': unless(own.registry.value === registry, registry, given.registry),
  })
  return `dgsh login ${id}${options}`
}

/** An option that the settings make needless is written all the same where this call has it: `repeatOptions` would add that one. */
function unless(isNeedless: boolean, value: string, given: string | undefined): string | undefined {
  return isNeedless && given === undefined ? undefined : value
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
  const { plain, own } = await settingsAround(profile, context)
  const set = plain.project.value
  return shellOptions({
    '--project': set === undefined || set === project ? undefined : project,
    '--api-url': own.api_url.value === api_url ? undefined : api_url,
  })
}

/** The settings of a line without options, and of one that names only the profile. */
async function settingsAround(
  profile: string,
  context: Context,
): Promise<{ plain: Settings; own: Settings }> {
  const [plain, own] = [context.withFlags({}), context.withFlags({ profile })]
  return { plain: await plain.settings(), own: await own.settings() }
}
