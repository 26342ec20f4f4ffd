import type { Context } from '../../../context.ts'
import type { Credential } from '../../../deepgram/credential.ts'
import { writeItem } from '../../write.ts'
import { credentialListing } from '../columns.ts'
import { describeCredential } from '../describe.ts'
import type { Obtained } from '../lifecycle/obtain.ts'

/** How the report is to be. */
export interface ReportOptions {
  /** The store's name. */
  store: string
  showSecret: boolean
}

/** Writes the new credential to stdout, with its secret only where that was asked for. */
export async function report(
  { credential, secret }: Obtained,
  { store, showSecret }: ReportOptions,
  context: Context,
): Promise<void> {
  const { registry } = await context.settings()
  const listing = credentialListing([credential], context.now())
  const shown = showSecret ? { secret } : {}
  await writeItem<Credential>(context, {
    listing: {
      ...listing,
      columns: showSecret
        ? [...listing.columns, { name: 'secret', header: 'SECRET', value: () => secret }]
        : listing.columns,
      data: (row) => ({ ...(listing.data(row) as object), store, ...shown }),
    },
    row: credential,
    details: (palette) =>
      describeCredential(credential, { registry: registry.value, now: context.now(), palette, ...shown }),
  })
}
