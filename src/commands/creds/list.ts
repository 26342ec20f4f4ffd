import type { Context } from '../../app/context.ts'
import { findProjectName, resolveProject } from '../../app/project.ts'
import { isForPeople, showsColumn, writeListing } from '../../app/write.ts'
import { credentialListing, noCredentials, SECRET_COLUMN } from '../../credentials/columns.ts'
import { type CredentialFilter, filterCredentials } from '../../credentials/filter.ts'
import { describePlaces, findSecretPlaces } from '../../secrets/secret-places.ts'
import { countLine } from './count-line.ts'

/** `dgsh creds list`. */
export async function run(filter: CredentialFilter, context: Context): Promise<number> {
  const project = await resolveProject(context)
  const api = await context.remote.api()
  const looks = await showsColumn(credentialListing([], api.now()), SECRET_COLUMN, context)
  const counts = context.io.stdout.isTTY && context.io.stderr.isTTY && (await isForPeople(context))
  const [all, places, name] = await Promise.all([
    api.listCredentials(project),
    looks ? findSecretPlaces(context) : undefined,
    counts ? findProjectName(project, context) : undefined,
  ])
  const rows = filterCredentials(all, filter, api.now())
  const secretIn = (id: string) => (places === undefined ? '' : describePlaces(id, places))
  await writeListing(context, credentialListing(rows, api.now(), secretIn), noteOf(all.length))
  if (counts && rows.length > 0) {
    context.io.stderr.write('\n')
    context.messages.say(countLine({ shown: rows, all: all.length, project: name }))
  }
  return 0
}

function noteOf(all: number): string {
  if (all === 0) return noCredentials
  return all === 1
    ? 'the only credential does not match the filter'
    : `none of the ${all} credentials matches the filter`
}
