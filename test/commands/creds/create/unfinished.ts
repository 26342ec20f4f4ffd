import { type CreateOptions, run } from '../../../../src/commands/creds/create/create.ts'
import { operation, type RecordChanges } from '../../../helpers/operations.ts'
import { idOf, listEntry } from '../../../helpers/samples.ts'
import {
  type LifecycleSetup,
  lifecycleContext,
  listOf,
  routeOf,
  type Script,
} from '../../../helpers/scripted-lifecycle.ts'
import { OPTIONS } from './options.ts'

/** What the interrupted creation asks for. */
export const wanted = { ...operation().wanted, comment: 'Number 2' }
/** A creation of the second credential that was interrupted, when it had asked, unless it is said how. */
export const left = (changes: RecordChanges = {}) =>
  operation({ kind: 'create', old: undefined, wanted, step: 'requested', ...changes })
/** The same with a kept secret. */
export const stored = left({ step: 'stored', created: idOf(2) })
/** The list with the second credential. */
export const both = listOf(listEntry(1), listEntry(2))
/** The list without it. */
export const onlyOld = listOf(listEntry(1))
/** Its deletion. */
export const deletion: Script = { [routeOf('DELETE', 2)]: { status: 204 } }
/** What is asked before it. */
export const DELETE_IT = 'Delete Number 2 (00000002)?'

/** A Context where that was left, and the command in it. */
export async function going(
  unfinished: 'resume' | 'abort',
  script: Script,
  setup: LifecycleSetup,
  changes: Partial<CreateOptions> = {},
) {
  const made = await lifecycleContext(script, { operations: [left()], ...setup })
  return { ...made, go: () => run({ ...OPTIONS, comment: undefined, unfinished, ...changes }, made.context) }
}
