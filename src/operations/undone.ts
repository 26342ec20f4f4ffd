import type { Context } from '../app/context.ts'
import { isForPeople, writeListing } from '../app/write.ts'
import type { OperationLog } from '../journal/journal.ts'
import type { Operation } from '../journal/operation.ts'
import type { Listing } from '../ui/column.ts'
import { forEachOperation } from './unfinished.ts'

/** A creation or rotation that was undone. */
interface Undone {
  operation: Operation
  /** The id of the new one that was deleted; undefined where there was none. */
  deleted: string | undefined
}

/**
 * Undoes operations one by one, and writes those that are undone, also when it fails after some of them: `undo` returns the id of
 * the credential that it deleted. For people the lines on stderr are enough.
 */
export async function undoEach<Left extends Operation>(
  operations: readonly Left[],
  undo: (log: OperationLog<Left>, context: Context) => Promise<string | undefined>,
  context: Context,
): Promise<void> {
  const rows: Undone[] = []
  const act = async (log: OperationLog<Left>, own: Context) => {
    const { operation } = log
    rows.push({ operation, deleted: await undo(log, own) })
  }
  try {
    await forEachOperation(operations, act, context)
  } finally {
    if (!(await isForPeople(context))) await writeListing(context, undoneListing(rows), '')
  }
}

function undoneListing(rows: readonly Undone[]): Listing<Undone> {
  const previousOf = ({ operation }: Undone) => (operation.kind === 'rotate' ? operation.previous : undefined)
  return {
    rows,
    columns: [
      { name: 'undone', header: 'UNDONE', value: ({ operation }) => operation.kind },
      { name: 'old', header: 'OLD', value: (row) => previousOf(row) ?? '' },
      { name: 'deleted', header: 'DELETED', value: ({ deleted = '' }) => deleted },
      { name: 'comment', header: 'COMMENT', value: ({ operation }) => operation.wanted.comment },
    ],
    id: ({ deleted = '' }) => deleted,
    data: (row) => ({
      undone: row.operation.kind,
      old: previousOf(row) ?? null,
      deleted: row.deleted ?? null,
      comment: row.operation.wanted.comment,
    }),
  }
}
