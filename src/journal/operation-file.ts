import { isDeepStrictEqual } from 'node:util'
import * as v from 'valibot'
import { DgshError } from '../errors.ts'
import { type Operation, operationSchema } from './operation.ts'

/** The shape of a file of the journal. */
export const entrySchema = v.object({ operation: v.optional(operationSchema) })

/** The content of such a file; empty before it is written. */
export type OperationEntry = v.InferOutput<typeof entrySchema>

/** A file of one operation, as settings/json-file.ts opens it. */
export interface OperationFile {
  readonly path: string
  read(): Promise<OperationEntry>
  update(change: (entry: OperationEntry) => OperationEntry): Promise<void>
  remove(check: (entry: OperationEntry) => void): Promise<void>
}

/**
 * Throws `failed` unless the file still has the runner that this process wrote into it: whoever went on with the operation
 * meanwhile must not be disturbed.
 */
export function requireOwn(found: Operation | undefined, own: Operation): asserts found is Operation {
  const name = own.kind === 'create' ? 'creation' : 'rotation'
  if (found === undefined) {
    throw new DgshError(
      'failed',
      `this ${name} is not in the journal any more: another dgsh ended it, or its file was removed`,
      { hint: 'to see what there is now: dgsh creds list' },
    )
  }
  if (isDeepStrictEqual(found.runner, own.runner)) return
  throw new DgshError('failed', `another dgsh went on with this ${name} meanwhile`, {
    hint: `wait for it to end; if it was interrupted: dgsh creds ${own.kind} --resume`,
  })
}
