import { join } from 'node:path'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts'
import { makeSigner } from './certificates.ts'
import { atEnd } from './cleanup.ts'
import { storeTinyImage } from './image.ts'
import { startRegistry } from './registry.ts'
import { temporaryDirectory } from './temporary.ts'

/** An image that the sandbox's first credential may pull. */
export const OPEN_IMAGE = 'deepgram/self-hosted-api:release-260115'

/** An image that is there too, and that the first credential may not pull. */
export const CLOSED_IMAGE = 'deepgram/self-hosted-billing:release-260115'

/** A real registry that asks the sandbox who may pull. */
export interface DeepgramRegistry {
  /** `127.0.0.1:<port>` */
  host: string
  sandbox: Sandbox
}

/** Starts a sandbox; it ends with the test. Its environment leaves the files where the test's home has them. */
export async function startTestSandbox(...options: Parameters<typeof startSandbox>): Promise<Sandbox> {
  const sandbox = await startSandbox(...options)
  atEnd(() => sandbox.close())
  const { DGSH_CONFIG_DIR: _, DGSH_STATE_DIR: __, ...environment } = sandbox.environment
  return { ...sandbox, environment }
}

/** What may be different from one registry to the next. */
export interface DeepgramRegistryOptions extends Omit<SandboxOptions, 'tokenSigner'> {
  realm?: string
  service?: string
  images?: readonly string[]
}

/**
 * Starts a sandbox, and a `docker-registry` with both images whose token endpoint is the sandbox's, or at `realm`.
 * `service` is what tokens are for; `images` are more names of the same image.
 */
export async function startDeepgramRegistry({
  realm,
  service = 'registry of a test',
  images = [],
  ...options
}: DeepgramRegistryOptions = {}): Promise<DeepgramRegistry> {
  const signer = await makeSigner()
  const sandbox = await startTestSandbox({ ...options, tokenSigner: signer })
  const storage = join(temporaryDirectory(), 'registry')
  await storeTinyImage(storage, [OPEN_IMAGE, CLOSED_IMAGE, ...images])
  const { host } = await startRegistry({
    storage,
    token: {
      realm: realm ?? `http://${sandbox.registry}/v2/auth`,
      service,
      issuer: 'quay',
      rootcertbundle: signer.certificateFile,
    },
  })
  return { host, sandbox }
}
