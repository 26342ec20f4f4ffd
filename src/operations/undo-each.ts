import type { Context } from '../app/context.ts'
import { isForPeople, writeListing } from '../app/write.ts'
import type { OperationLog } from '../journal/journal.ts'
import type { Operation } from '../journal/operation.ts'
import type { Store } from '../store/store.ts'
import type { Listing } from '../ui/column.ts'
import { openOperationStore } from './operation-store.ts'
import { forEachOperation } from './unfinished.ts'

/** A creation or rotation that was undone. */
interface Undone {
  kind: Operation['kind']
  comment: string
  /** The id of the one that a rotation has gone back to. */
  old: string | undefined
  /** The id of the new one that was deleted; undefined where there was none. */
  deleted: string | undefined
}

/** What undoes one operation; gives the id of the credential that it deleted. */
export type Undo = (log: OperationLog, store: Store, context: Context) => Promise<string | undefined>

/**
 * Undoes operations one by one, and writes those that are undone, also when it fails after some of them. For people the lines on
 * stderr are enough.
 */
export async function undoEach(
  operations: readonly Operation[],
  undo: Undo,
  context: Context,
): Promise<void> {
  const rows: Undone[] = []
  const act = async (log: OperationLog, own: Context) => {
    const { operation } = log
    const { kind, wanted, old } = operation
    const deleted = await undo(log, await openOperationStore(operation, own), own)
    rows.push({ kind, comment: wanted.comment, old, deleted })
  }
  try {
    await forEachOperation(operations, act, context)
  } finally {
    if (!(await isForPeople(context))) await writeListing(context, undoneListing(rows), '')
  }
}

function undoneListing(rows: readonly Undone[]): Listing<Undone> {
  return {
    rows,
    columns: [
      { name: 'undone', header: 'UNDONE', value: ({ kind }) => kind },
      { name: 'old', header: 'OLD', value: ({ old = '' }) => old },
      { name: 'deleted', header: 'DELETED', value: ({ deleted = '' }) => deleted },
      { name: 'comment', header: 'COMMENT', value: ({ comment }) => comment },
    ],
    id: ({ deleted = '' }) => deleted,
    data: ({ kind, old, deleted, comment }) => ({
      undone: kind,
      old: old ?? null,
      deleted: deleted ?? null,
      comment,
    }),
  }
}
