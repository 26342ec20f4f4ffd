import type { Context } from '../../../context.ts'
import type { Operation } from '../../../journal/operation.ts'
import type { Listing } from '../../../ui/column.ts'
import { isForPeople, writeListing } from '../../write.ts'

/** A creation or rotation that was undone. */
export interface Undone {
  kind: Operation['kind']
  comment: string
  /** The id of the one that a rotation has gone back to. */
  old: string | undefined
  /** The id of the new one that was deleted; undefined where there was none. */
  deleted: string | undefined
}

/** What is told of an operation that was undone, by which this credential was deleted. */
export function undoneOf({ kind, wanted, old }: Operation, deleted: string | undefined): Undone {
  return { kind, comment: wanted.comment, old, deleted }
}

/** Writes what an action says is undone, also when it fails after some of it. For people the lines on stderr are enough. */
export async function writeUndone(
  action: (done: (undone: Undone) => void) => Promise<void>,
  context: Context,
): Promise<void> {
  const rows: Undone[] = []
  try {
    await action((undone) => rows.push(undone))
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
