import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startRegistry } from './registry.ts'
import { succeed } from './run-program.ts'
import { temporaryDirectory, temporaryHome } from './temporary.ts'

/** The one file that the tiny image holds, and what is in it. */
export const TINY_FILE = { name: 'hello.txt', content: 'a tiny image\n' } as const

/** Fills a registry's storage with the tiny image, under each of the names (`deepgram/<image>:<tag>`). */
export async function storeTinyImage(storage: string, names: readonly string[]): Promise<void> {
  // Nobody may push to the registry with authentication; this one has none, on the same storage.
  const registry = await startRegistry({ storage })
  await pushTinyImage(registry.host, ...names)
  await registry.close()
}

/** Pushes the tiny image to a registry without authentication, under each of the names. */
export async function pushTinyImage(host: string, ...names: readonly string[]): Promise<void> {
  const layout = await writeTinyImage()
  const { env } = temporaryHome()
  for (const name of names) {
    await succeed(
      [
        ...['skopeo', 'copy', '--quiet', '--insecure-policy', '--dest-tls-verify=false'],
        ...[`oci:${layout}:tiny`, `docker://${host}/${name}`],
      ],
      { env },
    )
  }
}

/** Writes an image of one layer as an OCI layout (OCI Image Format Specification) and gives its directory. */
async function writeTinyImage(): Promise<string> {
  const directory = temporaryDirectory()
  const blobs = join(directory, 'blobs', 'sha256')
  mkdirSync(blobs, { recursive: true })
  const addBlob = (mediaType: string, content: Buffer) => {
    const hash = createHash('sha256').update(content).digest('hex')
    writeFileSync(join(blobs, hash), content)
    return { mediaType, digest: `sha256:${hash}`, size: content.length }
  }
  const addJson = (kind: string, value: unknown) =>
    addBlob(`application/vnd.oci.image.${kind}.v1+json`, Buffer.from(JSON.stringify(value)))

  const layer = addBlob('application/vnd.oci.image.layer.v1.tar', await packLayer())
  const config = addJson('config', {
    architecture: 'amd64',
    os: 'linux',
    config: {},
    rootfs: { type: 'layers', diff_ids: [layer.digest] },
  })
  const manifest = addJson('manifest', { schemaVersion: 2, config, layers: [layer] })
  const annotations = { 'org.opencontainers.image.ref.name': 'tiny' }
  writeFileSync(join(directory, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}')
  writeFileSync(
    join(directory, 'index.json'),
    JSON.stringify({ schemaVersion: 2, manifests: [{ ...manifest, annotations }] }),
  )
  return directory
}

async function packLayer(): Promise<Buffer> {
  const directory = temporaryDirectory()
  writeFileSync(join(directory, TINY_FILE.name), TINY_FILE.content)
  const archive = join(directory, 'layer.tar')
  await succeed(['tar', '-C', directory, '--owner=0', '--group=0', '-cf', archive, TINY_FILE.name], {
    env: { PATH: process.env.PATH ?? '' },
  })
  return readFileSync(archive)
}
