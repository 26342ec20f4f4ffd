import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { deriveSecret, deriveUuid } from '../../src/sandbox/derive.ts'
import type { InterceptedRequest } from '../../src/sandbox/intercept.ts'
import type { Sandbox, SandboxOptions } from '../../src/sandbox/sandbox.ts'
import { startTestSandbox } from './deepgram-registry.ts'
import type { TemporaryHome } from './temporary.ts'

/** A credential of the sandbox as a test knows it beforehand. */
export interface KnownCredential {
  id: string
  username: string
  secret: string
}

/** The nth credential that a sandbox creates, the first being 1: the same in each run. */
export function createdCredential(number: number): KnownCredential {
  return knownCredential(deriveUuid(`credential ${number}`))
}

/** A credential of the sandbox by its id. */
export function knownCredential(id: string): KnownCredential {
  return { id, username: `deepgram+${id}`, secret: deriveSecret(id) }
}

/** A sandbox that remembers what its API was asked. */
export interface RecordedSandbox {
  sandbox: Sandbox
  /** The requests that came in at the API, as `POST /v1/…`, in their order. */
  requests: string[]
  /** Those that change something. */
  changes(): string[]
}

/** Starts such a sandbox; it ends with the test. */
export async function startRecordedSandbox(options: SandboxOptions = {}): Promise<RecordedSandbox> {
  const requests: string[] = []
  const intercept = ({ server, phase, method, path }: InterceptedRequest) => {
    if (server === 'api' && phase === 'received') requests.push(`${method} ${path}`)
    return 'pass' as const
  }
  const sandbox = await startTestSandbox({ ...options, intercept })
  return { sandbox, requests, changes: () => requests.filter((request) => !request.startsWith('GET ')) }
}

/** The ids that a sandbox lists now. */
export async function listIds({ apiUrl, apiKey, projectId }: Sandbox): Promise<string[]> {
  const url = `${apiUrl}/v1/projects/${projectId}/self-hosted/distribution/credentials`
  const response = await fetch(url, { headers: { authorization: `Token ${apiKey}` } })
  const { distribution_credentials: entries } = (await response.json()) as {
    distribution_credentials: { distribution_credentials: { distribution_credentials_id: string } }[]
  }
  return entries.map(({ distribution_credentials: { distribution_credentials_id: id } }) => id)
}

/** A file of dgsh's state in a home. */
export function stateFile({ path }: TemporaryHome, ...names: string[]): string {
  return join(path, '.local', 'state', 'dgsh', ...names)
}

/** The changes in a home's history, as `action credential`; each line must be whole. */
export function readHistory(home: TemporaryHome): string[] {
  const lines = readFileSync(stateFile(home, 'history.jsonl'), 'utf8').trimEnd().split('\n')
  return lines.flatMap((line) => {
    const { action, credential } = JSON.parse(line)
    // The tests choose a store before they begin.
    return action === 'store_changed' ? [] : `${action} ${credential}`
  })
}

/** The username that a file of logins has for a registry. */
export function usernameIn(file: string, registry: string): string | undefined {
  const { auth = '' } = JSON.parse(readFileSync(file, 'utf8')).auths[registry] ?? {}
  return Buffer.from(auth, 'base64').toString('utf8').split(':')[0] || undefined
}
