import { formatAge } from '../../credentials/age.ts'
import { ownerOf, scopesOf } from '../../credentials/columns.ts'
import type { Credential } from '../../deepgram/credential.ts'
import { loginLine } from '../../engines/argv.ts'
import { renderDetails } from '../../ui/details.ts'
import type { Palette } from '../../ui/palette.ts'

/** What a description needs beside the credential. */
export interface Description {
  registry: string
  now: Date
  palette: Palette
  /** Shown only where it is given. */
  secret?: string
}

/** Everything about one credential, for people. */
export function describeCredential(
  credential: Credential,
  { registry, now, palette, secret = '' }: Description,
): string {
  const { id, username, provider, comment, tags, created, owner } = credential
  const age = formatAge(created, now)
  const member =
    owner.email !== undefined && owner.member_id !== undefined ? ` (member ${owner.member_id})` : ''
  return renderDetails(
    [
      { label: 'ID', value: id, paint: palette.id },
      { label: 'USERNAME', value: username },
      { label: 'SECRET', value: secret, paint: palette.caution },
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
