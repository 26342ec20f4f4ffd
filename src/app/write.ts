import type { Listing } from '../ui/column.ts'
import { chooseColumns, renderData, renderListing } from '../ui/output.ts'
import type { Palette } from '../ui/palette.ts'
import type { Context, Parts } from './context.ts'

/** Writes a list to stdout in the asked-for format; for no rows, the note on stderr says why that may be, if there is one. */
export async function writeListing<Row>(
  context: Context,
  listing: Listing<Row>,
  noteWhenEmpty: string,
): Promise<void> {
  const { output } = await context.settings()
  const { stdout } = context.io
  const { flags } = context.options
  const text = await renderListing(listing, {
    format: output.value,
    columns: flags.columns,
    withHeader: flags.header !== false,
    isTTY: stdout.isTTY,
    width: stdout.columns,
    palette: await context.io.palette('stdout'),
    redact: context.redaction.redactOutput,
    breathe: () => breathe(context.host.signal),
  })
  stdout.write(text)
  if (listing.rows.length === 0 && noteWhenEmpty !== '') context.messages.note(noteWhenEmpty)
}

async function breathe(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
  signal.throwIfAborted()
}

/**
 * Throws a usage error for `--columns` that a listing does not have. Whoever changes something before writing asks this
 * first.
 */
export async function requireColumns<Row>(
  { columns }: Listing<Row>,
  context: Parts<'options' | 'settings'>,
): Promise<void> {
  const { value: format } = (await context.settings()).output
  if (format === 'json' || format === 'yaml' || format === 'id') return
  chooseColumns(columns, { columns: context.options.flags.columns, format })
}

/** Returns whether a column is in the output: what is slow to find out is left alone otherwise. Throws as {@link requireColumns}. */
export async function showsColumn<Row>(
  { columns }: Listing<Row>,
  name: string,
  context: Parts<'options' | 'settings'>,
): Promise<boolean> {
  const { value: format } = (await context.settings()).output
  if (format === 'json' || format === 'yaml' || format === 'id') return false
  return chooseColumns(columns, { columns: context.options.flags.columns, format }).some(
    (column) => column.name === name,
  )
}

/** Writes plain data to stdout where JSON or YAML is asked for; false, with nothing written, where neither is. */
export async function writeData(context: Parts<'io' | 'settings'>, data: unknown): Promise<boolean> {
  const { value: format } = (await context.settings()).output
  if (format !== 'json' && format !== 'yaml') return false
  context.io.stdout.write(await renderData(data, format))
  return true
}

/** True where the output is for people rather than for programs: `table` and `wide`. */
export async function isForPeople(context: Parts<'settings'>): Promise<boolean> {
  const { value: format } = (await context.settings()).output
  return format === 'table' || format === 'wide'
}

/** Returns true where the output is a screen laid out for people: on a terminal, without `--columns`. */
export async function isScreen(context: Context): Promise<boolean> {
  return (
    context.io.stdout.isTTY && context.options.flags.columns === undefined && (await isForPeople(context))
  )
}

/** One thing, in the forms it can be shown in. */
export interface Item<Row> {
  listing: Listing<Row>
  row: Row
  /** For people; the width is that of the terminal, undefined off one. */
  details: (palette: Palette, width: number | undefined) => string | Promise<string>
}

/** Writes one thing to stdout: described for people, as one object in JSON and YAML, as one line elsewhere. */
export async function writeItem<Row>(context: Context, { listing, row, details }: Item<Row>): Promise<void> {
  if (await writeData(context, listing.data(row))) return
  if (await isForPeople(context)) {
    const { columns, isTTY } = context.io.stdout
    context.io.stdout.write(await details(await context.io.palette('stdout'), isTTY ? columns : undefined))
  } else {
    await writeListing(context, { ...listing, rows: [row] }, '')
  }
}
