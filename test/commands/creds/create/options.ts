import { type CreateOptions, run } from '../../../../src/commands/creds/create/create.ts'
import { listEntry, SECRET } from '../../../helpers/samples.ts'
import {
  CREATE,
  createdAnswer,
  LIST,
  type LifecycleSetup,
  lifecycleContext,
  listOf,
  type Script,
} from '../../../helpers/scripted-lifecycle.ts'

/** The options that create the second credential of the samples. */
export const OPTIONS: CreateOptions = {
  comment: 'Number 2',
  scopes: ['self-hosted:product:api', 'self-hosted:product:engine'],
  tags: ['production'],
  provider: 'quay',
  showSecret: false,
  secretFile: undefined,
  login: false,
  engine: undefined,
  dryRun: false,
  unfinished: undefined,
  yes: false,
}

/** What the API says when all is well. */
export const GOOD: Script = { [LIST]: listOf(listEntry(1)), [CREATE]: createdAnswer(2, SECRET) }

/** A Context, and the command in it. */
export async function creating(
  script: Script = GOOD,
  setup: LifecycleSetup = {},
  changes: Partial<CreateOptions> = {},
) {
  const made = await lifecycleContext(script, setup)
  return { ...made, create: () => run({ ...OPTIONS, ...changes }, made.context) }
}
