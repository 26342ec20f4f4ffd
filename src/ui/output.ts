import { usageError } from '../errors.ts'
import type { OutputFormat } from '../vocabulary.ts'
import type { Column, Listing } from './column.ts'
import type { TableStyle } from './grid.ts'
import { escapeUnsafe, hasUnsafe, safeText } from './safe-text.ts'
import { renderTable } from './table.ts'

/** How the asked-for data is to be written. */
export interface View extends TableStyle {
  format: OutputFormat
  /** The value of `--columns`. */
  columns?: string | undefined
}

/** A list in the asked-for format, ending with a line break; empty for a table of no rows. */
export async function renderListing<Row>(listing: Listing<Row>, view: View): Promise<string> {
  switch (view.format) {
    case 'json':
    case 'yaml':
      return renderData(listing.document ?? listing.rows.map(listing.data), view.format)
    case 'id':
      return renderIds(listing)
    case 'csv':
    case 'tsv':
      return renderSeparated(listing, view)
    default:
      return renderTable(listing, chooseColumns(listing.columns, view), view)
  }
}

/** Each id once, for whoever does something with every one of them; what has no id is left out. */
function renderIds<Row>({ rows, id }: Listing<Row>): string {
  const ids = new Set(rows.map((row) => safeText(id(row))))
  return [...ids].map((text) => (text === '' ? '' : `${text}\n`)).join('')
}

/** Plain data as JSON or YAML, ending with a line break. What could steer a terminal is escaped, never dropped. */
export async function renderData(data: unknown, format: 'json' | 'yaml'): Promise<string> {
  const json = JSON.stringify(data, null, 2)
  if (format === 'json') return `${escapeUnsafe(json)}\n`
  const { stringify } = await import('yaml')
  const plain = stringify(data, YAML)
  if (!hasUnsafe(plain.replaceAll('\n', ''))) return plain
  // Only a double-quoted text can hold escapes.
  return escapeUnsafe(
    stringify(data, { ...YAML, defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN' }),
  )
}

/**
 * Readers of YAML 1.1, such as PyYAML, take `no` for false, `1:30` for 90, a time for a date, and end with an error at `=`:
 * texts that look so are quoted.
 */
const YAML = {
  lineWidth: 0,
  compat: 'yaml-1.1',
  customTags: [
    { tag: 'tag:yaml.org,2002:value', default: true, test: /^=$/, resolve: (text: string) => text },
  ],
}

async function renderSeparated<Row>(listing: Listing<Row>, view: View): Promise<string> {
  const columns = chooseColumns(listing.columns, view)
  const rows = listing.rows.map((row) => columns.map((column) => safeText(column.value(row))))
  const lines = view.withHeader ? [columns.map(({ name }) => name), ...rows] : rows
  // safeText leaves no tab and no line break, so TSV needs no quoting.
  if (view.format === 'tsv') return lines.map((line) => `${line.join('\t')}\n`).join('')
  const { stringify } = await import('csv-stringify/sync')
  return stringify(lines)
}

/** The columns that are asked for, else those of the format. Throws a usage error for one that there is not. */
export function chooseColumns<Row>(
  columns: readonly Column<Row>[],
  { columns: wanted, format }: Pick<View, 'columns' | 'format'>,
): Column<Row>[] {
  if (wanted === undefined) {
    return columns.filter(
      ({ wide = false }) => wide === false || format === 'wide' || (wide === true && format !== 'table'),
    )
  }
  return wanted.split(',').map((text) => {
    const name = text.trim().toLowerCase()
    const column = columns.find((candidate) => candidate.name === name)
    if (column !== undefined) return column
    throw usageError(
      `there is no column "${name}"`,
      `the columns are: ${columns.map((candidate) => candidate.name).join(', ')}`,
    )
  })
}
