import type { Context } from '../../context.ts'
import { credentialListing } from '../../credentials/columns.ts'
import { resolveProject } from '../projects/choices.ts'
import { writeItem } from '../write.ts'
import { describeCredential } from './describe.ts'
import { fullIdOf, resolveCredential } from './resolve.ts'

/** The arguments of `dgsh creds show`. */
export interface ShowOptions {
  credential?: string | undefined
}

/** `dgsh creds show`: everything about one credential. */
export async function run({ credential: text }: ShowOptions, context: Context): Promise<number> {
  const id = fullIdOf(text)
  const row =
    id === undefined
      ? await resolveCredential(text, context)
      : await (await context.api()).getCredential(await resolveProject(context), id)
  const { registry } = await context.settings()
  const now = (await context.api()).now()
  await writeItem(context, {
    listing: credentialListing([row], now),
    row,
    details: (palette) => describeCredential(row, { registry: registry.value, now, palette }),
  })
  return 0
}
