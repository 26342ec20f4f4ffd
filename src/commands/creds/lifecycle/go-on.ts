import type { Context } from '../../../context.ts'
import type { Operation } from '../../../journal/operation.ts'

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
  return `dgsh creds delete ${id}${yesFor(context)}${await optionsFor(operation, context)}`
}

/** What can be done about an operation that was left unfinished. */
export async function tellHowToGoOn(operation: Where, context: Context): Promise<string> {
  return `${await goOnLine(operation, '--resume', context)} goes on; with --abort in its place it is undone`
}

/** Off a terminal nothing that deletes goes on without it. */
function yesFor({ canPrompt }: Context): string {
  return canPrompt ? '' : ' --yes'
}

/** The global options without which dgsh would look for an operation elsewhere; empty where the settings lead there. */
async function optionsFor({ project, profile, api_url }: Where, context: Context): Promise<string> {
  const plain = await context.withFlags({}).settings()
  const own = await context.withFlags({ profile }).settings()
  const options = [
    plain.project.value === undefined || plain.project.value === project ? [] : ['--project', project],
    own.api_url.value === api_url ? [] : ['--api-url', api_url],
  ]
  return options
    .flat()
    .map((word) => ` ${word}`)
    .join('')
}
