import { shortId } from '../../app/credential-name.ts'
import { ageInWords } from '../../credentials/age.ts'
import { dayOf, ownerOf, scopesOf } from '../../credentials/columns.ts'
import { ALL_PRODUCTS_LABEL, opensEveryProduct } from '../../credentials/scopes.ts'
import type { Credential } from '../../deepgram/credential.ts'
import { loginLine } from '../../engines/argv.ts'
import type { Palette } from '../../ui/palette.ts'
import type { Sheet } from '../../ui/sheet.ts'

/** What a description needs beside the credential. */
export interface Description {
  registry: string
  now: Date
  palette: Palette
  /** Where the secret is stored, as `in the system keychain`. */
  secret: string
  /** The engines that are logged in with it. */
  engines: readonly string[]
  /** Gives a command of dgsh the options of this call. */
  repeat: (line: string) => string
}

/** Returns everything about one credential, for people. */
export function describeCredential(
  credential: Credential,
  { registry, now, palette, secret, engines, repeat }: Description,
): Sheet {
  const { id, username, comment = '', tags, created } = credential
  const age = ageInWords(created, now)
  const scopes = scopesOf(credential)
  const all = opensEveryProduct(credential.scopes) ? `${ALL_PRODUCTS_LABEL}: ${scopes}` : scopes
  return {
    title: comment.trim() === '' ? '(no comment)' : comment,
    rows: [
      [{ label: 'ID', value: id, paint: palette.id, whole: true }],
      [{ label: 'Username', value: username, whole: true }],
      [
        { label: 'Scopes', value: all },
        { label: 'Tags', value: tags.join(', ') },
      ],
      [
        { label: 'Created', value: age === '' ? created : `${dayOf(credential)} (${age})` },
        { label: 'Owner', value: ownerOf(credential) },
      ],
      [
        { label: 'Secret', value: secret },
        { label: 'Used', value: engines.join(', ') },
      ],
      [{ label: 'Log in', value: repeat(`dgsh login ${shortId(id)}`), paint: palette.id, whole: true }],
      [
        {
          label: 'By hand',
          value: loginLine('docker', registry, username),
          // docker asks for the username then.
          short: `docker login ${registry}`,
          paint: palette.id,
          whole: true,
        },
      ],
    ],
  }
}
