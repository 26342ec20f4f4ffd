import type { Verification } from '../../credentials/verify-logins.ts'
import { IMAGES } from '../../registry/images.ts'
import type { Column, Listing } from '../../ui/column.ts'

/** Returns verifications in every output format; the secret is in none. */
export function verificationListing(rows: readonly Verification[]): Listing<Verification> {
  return {
    rows,
    columns: [
      { name: 'id', header: 'ID', value: ({ id }) => id, paint: 'id' },
      { name: 'verdict', header: 'VERDICT', value: ({ verdict }) => verdict },
      ...imageColumns(),
      { name: 'source', header: 'SECRET FROM', value: ({ source }) => source, wrapsTo: 12, wide: true },
      { name: 'comment', header: 'COMMENT', value: ({ comment }) => comment ?? '', wrapsTo: 12, wide: true },
      { ...FOUND_IN, wide: true },
    ],
    id: ({ id }) => id,
    data: ({ id, username, verdict, images, scopes, missing, extra, message, source, comment, foundIn }) => ({
      ...{ id, username, verdict, images },
      scopes: scopes ?? null,
      ...{ missing, extra, message, source, comment: comment ?? null, found_in: foundIn },
    }),
  }
}

/** The stores and engines that have the login. */
export const FOUND_IN: Column<Verification> = {
  name: 'found_in',
  header: 'FOUND IN',
  value: ({ foundIn }) => foundIn.join(', '),
  wrapsTo: 8,
}

/** Returns a column an image: whether it can be pulled. */
export function imageColumns(): Column<Verification>[] {
  return Object.entries(IMAGES).map(([product, { repository }]) => ({
    name: product,
    header: product.toUpperCase(),
    value: ({ images }) => {
      const pull = images.find(({ image }) => image === repository)?.pull
      return pull === true ? 'pull' : pull === false ? 'no' : 'unknown'
    },
  }))
}
