import * as v from 'valibot'
import { parseJson } from '../json.ts'

/** The forms of a manifest that are understood: those of OCI and of docker, for one platform and for several. */
export const MANIFEST_TYPES = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ')

/** What a manifest says, or where more is said. */
export interface Manifest {
  /** When the image was made, if the manifest says so: RFC 3339. */
  created: string | undefined
  /** The digest of the config, for one platform. */
  config: string | undefined
  /** The digest of the first platform's manifest, where there are several. */
  first: string | undefined
}

const CREATED = 'org.opencontainers.image.created'
const DIGEST = /^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[0-9a-fA-F]{32,}$/
const digestSchema = v.object({ digest: v.pipe(v.string(), v.regex(DIGEST)) })
const annotationsSchema = v.nullish(v.record(v.string(), v.unknown()))
const imageSchema = v.object({ config: digestSchema, annotations: annotationsSchema })
const entrySchema = v.object({
  ...digestSchema.entries,
  platform: v.nullish(v.object({ os: v.optional(v.string()) })),
})
const indexSchema = v.object({ manifests: v.array(entrySchema), annotations: annotationsSchema })
const configSchema = v.object({ created: v.string() })

/** Reads a manifest (OCI Image Format Specification; docker's "Image Manifest V 2, Schema 2"); it may say nothing. */
export function readManifest(body: string): Manifest {
  const data = parseJson(body)
  const index = v.safeParse(indexSchema, data)
  if (index.success) {
    const { manifests, annotations } = index.output
    // What builders attach, such as attestations, is for no platform: os is `unknown`.
    const first = manifests.find(({ platform }) => platform?.os !== 'unknown')?.digest
    return { created: readTime(annotations?.[CREATED]), config: undefined, first }
  }
  const image = v.safeParse(imageSchema, data)
  if (!image.success) return { created: undefined, config: undefined, first: undefined }
  const { config, annotations } = image.output
  return { created: readTime(annotations?.[CREATED]), config: config.digest, first: undefined }
}

/** When the image was made, as its config says (OCI Image Configuration, `created`); undefined when it does not. */
export function readCreated(body: string): string | undefined {
  const config = v.safeParse(configSchema, parseJson(body))
  return config.success ? readTime(config.output.created) : undefined
}

/** True for the form of a digest: `sha256:…`. */
export function isDigest(text: string | undefined): text is string {
  return DIGEST.test(text ?? '')
}

/** What builds alike every time has the time 0, which tells nothing. */
function readTime(value: unknown): string | undefined {
  const isTime = typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/.test(value)
  return isTime && Date.parse(value) > 24 * 3600 * 1000 ? value : undefined
}
