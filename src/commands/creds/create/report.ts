import type { Context, Messages, Parts } from '../../../app/context.ts'
import { isForPeople, requireColumns, writeItem, writeListing } from '../../../app/write.ts'
import { credentialListing, scopesOf } from '../../../credentials/columns.ts'
import { usageError } from '../../../errors.ts'
import type { Created } from '../../../operations/creation/finish.ts'
import type { Clock } from '../../../ports.ts'
import { type Listing, mapColumn } from '../../../ui/column.ts'
import { STEP_INDENT } from '../../../ui/marks.ts'
import { message } from '../../../ui/message.ts'
import type { Palette } from '../../../ui/palette.ts'
import { safeText } from '../../../ui/safe-text.ts'

/** Throws a usage error where the output that was asked for has no place for the secret, or no such column. */
export async function requireReportable(showSecret: boolean, context: Context): Promise<void> {
  await requireColumns(listingOf([], showSecret, context.clock), context)
  if (showSecret && !(await hasSecret(context))) {
    throw usageError(
      '--show-secret shows nothing in an output without it',
      'leave out -q or --columns, or name the column: --columns id,secret',
    )
  }
}

/** Says what was created, and writes it to stdout, with its secret only where that was asked for. */
export async function reportCreated(created: Created, context: Context): Promise<void> {
  const { showSecret, secret } = created
  sayCreated(created, context.messages)
  if (showSecret) context.redaction.reveal(secret)
  if (showSecret && !(await hasSecret(context))) {
    context.io.stdout.write(`${safeText(secret)}\n`)
    return
  }
  await writeItem(context, {
    listing: listingOf([created], showSecret, context.clock),
    row: created,
    details: (palette) => detailsOf(created, palette),
  })
}

/** Says that a credential was created, as which one people know it, and what it opens. */
function sayCreated({ credential }: Created, messages: Messages): void {
  const { id, comment, scopes } = credential
  const name = { kind: 'name', text: comment ?? id } as const
  const opens = scopes.length === 0 ? '' : ` (${scopesOf(credential)})`
  messages.step('done', 'created', message`${name}${opens}`)
}

/** Under the step that says what was created, and lined up with it. */
function detailsOf({ credential, secret, showSecret }: Created, palette: Palette): string {
  const { id, username } = credential
  const line = (label: string, text: string) => `  ${label.padEnd(STEP_INDENT - 2)}${text}\n`
  return [
    line('ID', palette.id(safeText(id))),
    line('Username', palette.faint(safeText(username))),
    showSecret ? line('Secret', palette.caution(safeText(secret))) : '',
  ].join('')
}

/** Writes several to stdout: for people one after the other as they come, elsewhere as one list when all are there. */
export async function reportEach(
  showSecret: boolean,
  act: (report: (created: Created) => Promise<void>) => Promise<void>,
  context: Context,
): Promise<void> {
  if (await isForPeople(context)) return act((created) => reportCreated(created, context))
  const rows: Created[] = []
  try {
    await act(async (created) => {
      sayCreated(created, context.messages)
      rows.push(created)
    })
  } finally {
    await writeListing(context, listingOf(rows, showSecret, context.clock), '')
  }
}

async function hasSecret(context: Parts<'options' | 'settings'>): Promise<boolean> {
  const { value: format } = (await context.settings()).output
  if (format === 'id') return false
  const { columns } = context.options.flags
  return columns === undefined || (format !== 'csv' && format !== 'tsv') || /\bsecret\b/i.test(columns)
}

function listingOf(rows: readonly Created[], showSecret: boolean, clock: Clock): Listing<Created> {
  const { columns, data } = credentialListing([], clock.now())
  const own = columns.map((column) => mapColumn(column, ({ credential }: Created) => credential))
  return {
    rows,
    columns: showSecret ? [...own, { name: 'secret', header: 'SECRET', value: ({ secret }) => secret }] : own,
    id: ({ credential }) => credential.id,
    data: ({ credential, secret, store }) => ({
      ...(data(credential) as object),
      store,
      ...(showSecret ? { secret } : {}),
    }),
  }
}
