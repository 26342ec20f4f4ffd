import type { CopyStatus } from '../../images/mirror/copy.ts'
import type { PlannedCopy } from '../../images/mirror/plan.ts'
import type { Column, Listing } from '../../ui/column.ts'

/** An image of a mirror, and what became of it. */
export interface MirrorRow extends PlannedCopy {
  status: CopyStatus | 'planned'
  /** The command that copies it, for `--plan`. */
  command: readonly string[] | undefined
}

/** The images of a mirror in every output format. */
export function mirrorListing(rows: readonly MirrorRow[]): Listing<MirrorRow> {
  return {
    rows,
    columns: COLUMNS,
    id: ({ target }) => target,
    data: ({ source, target, tag, digest, status, command }) => ({
      image: source.slice(0, -tag.length - 1),
      release: tag,
      digest,
      source,
      destination: target,
      status,
      ...(command === undefined ? {} : { command }),
    }),
  }
}

const COLUMNS: readonly Column<MirrorRow>[] = [
  { name: 'source', header: 'SOURCE', value: ({ source }) => source },
  { name: 'destination', header: 'DESTINATION', value: ({ target }) => target, paint: 'id' },
  { name: 'digest', header: 'DIGEST', value: ({ digest }) => digest },
  { name: 'status', header: 'STATUS', value: ({ status }) => status },
]
