import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeTemporaryDirectory } from '../files/directory.ts'
import { createManagementApi } from './api.ts'
import type { Intercept } from './intercept.ts'
import { serveOnLoopback } from './loopback-server.ts'
import { createRegistry } from './registry.ts'
import { API_KEY, PROJECTS } from './seed.ts'
import { createState, secretOf } from './state.ts'
import { createTokens, type TokenSigner } from './token.ts'

/** What may be different from one sandbox to the next. */
export interface SandboxOptions {
  /** Signs the registry's tokens; left out, a fresh key that is made when the first token is asked for. */
  tokenSigner?: TokenSigner | undefined
  /** The time that new credentials are created at; left out, the clock. */
  now?: (() => Date) | undefined
  /** Decides what becomes of each request, before and after it has had its effect; left out, all pass. */
  intercept?: Intercept | undefined
  /**
   * The milliseconds during which a new credential is not yet known at the registry, which then answers as for a deleted
   * one: Quay lags, too. A function is asked at each creation. Left out, 0.
   */
  registryLag?: number | (() => number) | undefined
}

/** A practice Deepgram and registry that are up, and what a client needs to use them. */
export interface Sandbox {
  /** The management API's base URL, without a trailing slash. */
  apiUrl: string
  /** The registry's `host:port`; it speaks plain HTTP. */
  registry: string
  projectId: string
  apiKey: string
  /** The first credential, which holds `api` and `engine`. */
  credentialId: string
  /** The secret of the first credential. */
  secret: string
  /** The variables that lead dgsh to the servers; `dgsh sandbox` sets those of the engines, too. */
  environment: Record<string, string>
  /** Where files of the sandbox are kept. */
  directory: string
  /** Ends both servers at once, whatever connections are open, and removes the directory. */
  close(): Promise<void>
}

/**
 * Starts a practice Deepgram management API and a practice registry in this process, on free ports of 127.0.0.1. All
 * ids, keys and secrets are the same in each run; what is created or deleted is forgotten at the end. Throws `file_unusable`
 * when there can be no directory for it.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { now = () => new Date(), intercept = () => 'pass', registryLag = 0 } = options
  const lag = typeof registryLag === 'function' ? registryLag : () => registryLag
  const state = createState({ now, registryLag: lag })
  const tokens = createTokens(options.tokenSigner)
  const { projectId, credentialId, secret } = firstCredential(state)
  // Before the servers, which would keep the process running when there can be none.
  const directory = await makeTemporaryDirectory('dgsh-sandbox-', tmpdir())
  const api = await serveOnLoopback(() => createManagementApi({ state, apiKey: API_KEY, intercept }))
  const registry = await serveOnLoopback((host) => createRegistry({ state, tokens, host, intercept }))
  const apiUrl = `http://${api.host}`
  return {
    apiUrl,
    registry: registry.host,
    projectId,
    apiKey: API_KEY,
    credentialId,
    secret,
    directory,
    environment: {
      DEEPGRAM_API_KEY: API_KEY,
      DEEPGRAM_PROJECT_ID: projectId,
      DGSH_API_URL: apiUrl,
      DGSH_REGISTRY: registry.host,
      DGSH_SANDBOX_CREDENTIAL: credentialId,
      DGSH_SANDBOX_SECRET: secret,
      // What is kept while practising must not replace what the user keeps.
      DGSH_CONFIG_DIR: join(directory, 'config'),
      DGSH_STATE_DIR: join(directory, 'state'),
    },
    async close() {
      await Promise.all([api.close(), registry.close(), rm(directory, { recursive: true, force: true })])
    },
  }
}

function firstCredential(state: ReturnType<typeof createState>) {
  const [project] = PROJECTS
  const [credential] = project === undefined ? [] : state.list(project)
  if (credential === undefined) throw new Error('the sandbox has no credential')
  return { projectId: credential.projectId, credentialId: credential.id, secret: secretOf(credential) }
}
