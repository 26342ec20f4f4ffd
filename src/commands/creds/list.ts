import type { Context } from '../../context.ts'
import { credentialListing } from '../../credentials/columns.ts'
import { type CredentialFilter, filterCredentials } from '../../credentials/filter.ts'
import { resolveProject } from '../projects/choices.ts'
import { writeListing } from '../write.ts'

/** `dgsh creds list`. */
export async function run(filter: CredentialFilter, context: Context): Promise<number> {
  const project = await resolveProject(context)
  const api = await context.api()
  const all = await api.listCredentials(project)
  const rows = filterCredentials(all, filter, api.now())
  await writeListing(context, credentialListing(rows, api.now()), noteOf(all.length))
  return 0
}

/** What is said for an empty list: there may be more than the key may see. */
export const noCredentials =
  'no credentials. A key without the rights to read members, admins and owners sees only the credentials of its own member'

function noteOf(all: number): string {
  return all > 0 ? `none of the ${all} credentials matches the filter` : noCredentials
}
