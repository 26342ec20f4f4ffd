import type { Context } from '../../context.ts'
import type { Credential } from '../../deepgram/credential.ts'
import { loginLine } from '../../engines/argv.ts'
import { renderDetails } from '../../ui/details.ts'
import type { Palette } from '../../ui/palette.ts'
import { resolveProject } from '../projects/choices.ts'
import { writeItem } from '../write.ts'
import { formatAge } from './age.ts'
import { credentialListing, ownerOf, scopesOf } from './columns.ts'
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
  await writeItem(context, {
    listing: credentialListing([row], context.now()),
    row,
    details: (palette) => describeCredential(row, { registry: registry.value, now: context.now(), palette }),
  })
  return 0
}

interface Description {
  registry: string
  now: Date
  palette: Palette
}

function describeCredential(credential: Credential, { registry, now, palette }: Description): string {
  const { id, username, provider, comment, tags, created, owner } = credential
  const age = formatAge(created, now)
  const member =
    owner.email !== undefined && owner.member_id !== undefined ? ` (member ${owner.member_id})` : ''
  return renderDetails(
    [
      { label: 'ID', value: id, paint: palette.id },
      { label: 'USERNAME', value: username },
      { label: 'PROVIDER', value: provider },
      { label: 'SCOPES', value: scopesOf(credential) },
      { label: 'COMMENT', value: comment ?? '' },
      { label: 'TAGS', value: tags.join(', ') },
      {
        label: 'CREATED',
        value: age === '' ? created : `${created} (${age} ago)`,
      },
      { label: 'OWNER', value: ownerOf(credential) + member },
      { label: 'LOGIN', value: loginLine('docker', registry, username), paint: palette.good },
    ],
    palette,
  )
}
