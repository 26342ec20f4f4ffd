import { createHash } from 'node:crypto'
import { imagesOf, type SandboxImage } from './images.ts'

/** Something that the registry holds by its digest. */
export interface Stored {
  mediaType: string
  digest: string
  body: string
}

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json'
const CONFIG = 'application/vnd.oci.image.config.v1+json'
const LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip'

/** The manifest of a tag or digest (OCI Image Format Specification); the tags of an image have the same. */
export function findManifest(repository: string, reference: string): Stored | undefined {
  const images = imagesOf(repository)
  const named = images.find(({ tags }) => tags.includes(reference))
  if (named !== undefined) return manifestOf(named)
  return images.map(manifestOf).find(({ digest }) => digest === reference)
}

/** A config by its digest. It is all that there is: the layers that manifests name do not exist. */
export function findBlob(repository: string, digest: string): Stored | undefined {
  return imagesOf(repository)
    .map(configOf)
    .find((config) => config.digest === digest)
}

function manifestOf(image: SandboxImage): Stored {
  const { mediaType, digest, body } = configOf(image)
  return store(MANIFEST, {
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: { mediaType, digest, size: body.length },
    layers: [{ mediaType: LAYER, digest: layerOf(image), size: 1_000_000_000 }],
  })
}

function configOf(image: SandboxImage): Stored {
  return store(CONFIG, {
    created: image.created,
    architecture: 'amd64',
    os: 'linux',
    config: { Labels: { product: image.product } },
    rootfs: { type: 'layers', diff_ids: [layerOf(image)] },
  })
}

function layerOf({ product, tags }: SandboxImage): string {
  return digestOf(`${product} ${tags.join(' ')}`)
}

function store(mediaType: string, value: object): Stored {
  const body = JSON.stringify(value)
  return { mediaType, digest: digestOf(body), body }
}

function digestOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`
}
