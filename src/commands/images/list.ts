import type { Context } from '../../app/context.ts'
import { writeListing } from '../../app/write.ts'
import { type AccessOptions, openAccess } from '../../images/access.ts'
import { fewAtOnce } from '../../images/few-at-once.ts'
import type { ImageRow } from '../../images/newest.ts'
import { findNewestRelease, type NewestRelease } from '../../images/newest.ts'
import { IMAGES, KNOWN_REPOSITORIES } from '../../registry/images.ts'
import type { Column, Listing } from '../../ui/column.ts'
import { sayPullLine } from './pull-line.ts'

/** Runs `dgsh images list`. */
export async function run(options: AccessOptions, context: Context): Promise<number> {
  const images = Object.entries(IMAGES)
  const { id, login, pulls } = await openAccess(options, KNOWN_REPOSITORIES, context)
  const registry = (await context.settings()).registry.value
  const reader = (await context.remote.registry()).readWith(login)
  const rows = await fewAtOnce(images, async ([product, { repository, older }]): Promise<ImageRow> => {
    const pull = pulls.get(repository)
    return {
      image: `${registry}/${repository}`,
      older: older === undefined ? undefined : `${registry}/${older}`,
      product,
      pull,
      ...(pull === false ? NOTHING : await findNewestRelease(reader, repository)),
    }
  })
  await writeListing(context, imageListing(rows, context.io.stdout.isTTY), 'no images are known')
  await sayPullLine(rows, id, context)
  return 0
}

const NOTHING: NewestRelease = { release: undefined, version: undefined, fips: undefined, digest: undefined }

/** Returns images in every output format. A screen shows the scope, which is in the image's name, in `wide` only. */
export function imageListing(rows: readonly ImageRow[], isScreen: boolean): Listing<ImageRow> {
  const columns = COLUMNS.map((column) => (column.name === 'scope' ? { ...column, wide: isScreen } : column))
  return { rows, columns, id: ({ image }) => image, data: imageData }
}

/** Returns in a word whether an image may be pulled. */
export function wordForPull(pull: boolean | undefined): string {
  return pull === undefined ? 'unknown' : pull ? 'yes' : 'no'
}

const COLUMNS: readonly Column<ImageRow>[] = [
  { name: 'image', header: 'IMAGE', value: ({ image }) => image, short: shortImage, paint: 'id' },
  { name: 'scope', header: 'SCOPE', value: ({ product }) => product },
  { name: 'pull', header: 'PULL', value: ({ pull }) => wordForPull(pull) },
  { name: 'release', header: 'RELEASE', value: ({ release }) => release ?? '' },
  { name: 'version', header: 'VERSION', value: ({ version }) => version ?? '' },
  { name: 'fips', header: 'FIPS', value: ({ fips }) => fips ?? '' },
  { name: 'digest', header: 'DIGEST', value: ({ digest }) => digest ?? '', wide: true, paint: 'faint' },
  { name: 'older', header: 'OLDER NAME', value: ({ older }) => older ?? '', wide: true },
]

function shortImage({ image }: ImageRow): string {
  return image.replace(/^.*\//, '')
}

function imageData({ image, older, product, pull, release, version, fips, digest }: ImageRow): unknown {
  return {
    image,
    scope: `self-hosted:product:${product}`,
    pull: pull ?? null,
    release: release ?? null,
    version: version ?? null,
    fips: fips ?? null,
    digest: digest ?? null,
    older_name: older ?? null,
  }
}
