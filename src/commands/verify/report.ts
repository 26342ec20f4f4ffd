import { shortScope } from '../../deepgram/names.ts'
import { IMAGES } from '../../registry/images.ts'
import type { Verdict, VerdictName } from '../../registry/verdict.ts'
import type { Column, Listing } from '../../ui/column.ts'
import type { Subject } from './subjects.ts'

/** A login and what it is worth. */
export interface Verification extends Subject, Verdict {}

/** Verifications in every output format; the secret is in none. */
export function verificationListing(rows: readonly Verification[]): Listing<Verification> {
  return {
    rows,
    columns: [
      { name: 'id', header: 'ID', value: ({ id }) => id, paint: 'id' },
      { name: 'verdict', header: 'VERDICT', value: ({ verdict }) => verdict },
      ...imageColumns(),
      { name: 'source', header: 'SECRET FROM', value: ({ source }) => source, wrapsTo: 12, wide: true },
    ],
    id: ({ id }) => id,
    data: ({ id, username, verdict, images, scopes, missing, extra, message, source }) => ({
      ...{ id, username, verdict, images },
      scopes: scopes ?? null,
      ...{ missing, extra, message, source },
    }),
  }
}

function imageColumns(): Column<Verification>[] {
  return Object.entries(IMAGES).map(([product, { repository }]) => ({
    name: product,
    header: product.toUpperCase(),
    value: ({ images }) => {
      const pull = images.find(({ image }) => image === repository)?.pull
      return pull === true ? 'pull' : pull === false ? 'no' : 'unknown'
    },
  }))
}

type Advise = (row: Verification, registry: string) => string

const ADVICE: Readonly<Record<VerdictName, Advise>> = {
  ok: () => '',
  partial: ({ message, missing }, registry) =>
    message === '' ? `${registry} does not give ${missing.join(', ')}` : message,
  'no-access': (_, registry) => `${registry} accepts the login, and lets it pull nothing`,
  'wrong-secret': ({ source }) =>
    `the secret (from ${source}) is not that of the credential: it was shown once, when it was created`,
  deleted: () =>
    'the registry does not know it: it was deleted, or created a moment ago, or its id is mistyped',
  disabled: () => 'the account is disabled: ask Deepgram support',
  rejected: (_, registry) => `${registry} refuses the login and does not say why`,
  'rate-limited': (_, registry) => `${registry} answers that there were too many requests: wait a minute`,
  unreachable: ({ message }) => message,
}

/** What a verdict means and where Deepgram and the registry differ, in sentences; none for what is as it should be. */
export function explain(row: Verification, registry: string): string[] {
  const { username, verdict, scopes, extra, missing } = row
  const about = (text: string) => `${username}: ${text}`
  const promised = (scopes ?? []).map(shortScope).join(', ')
  return [
    verdict === 'ok' ? [] : [about(`${verdict}: ${ADVICE[verdict](row, registry)}`)],
    missing.length === 0 ? [] : [about(`its scopes (${promised}) promise ${missing.join(', ')}`)],
    extra.length === 0
      ? []
      : [about(`${registry} gives more than its scopes (${promised}) promise: ${extra.join(', ')}`)],
  ].flat()
}
