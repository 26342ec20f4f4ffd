import { decodeJwt } from 'jose'
import { onTestFinished } from 'vitest'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts'

/** A sandbox that ends with the test. */
export async function sandboxForTest(options?: SandboxOptions): Promise<Sandbox> {
  const sandbox = await startSandbox(options)
  onTestFinished(() => sandbox.close())
  return sandbox
}

/** The path of the credentials of a project, by default of the sandbox's own. */
export function credentialsPath(sandbox: Sandbox, projectId = sandbox.projectId): string {
  return `/v1/projects/${projectId}/self-hosted/distribution/credentials`
}

/** Asks the management API with the API key. */
export function askApi(sandbox: Sandbox, path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(sandbox.apiUrl + path, {
    ...init,
    headers: { authorization: `Token ${sandbox.apiKey}`, ...init.headers },
  })
}

/** Creates a credential and gives the whole answer. */
export async function create(sandbox: Sandbox, body: unknown): Promise<Record<string, unknown>> {
  const response = await askApi(sandbox, credentialsPath(sandbox), {
    method: 'POST',
    body: JSON.stringify(body),
  })
  return { status: response.status, ...((await response.json()) as object) }
}

/** The ids of the credentials, in the listed order. */
export async function listIds(sandbox: Sandbox): Promise<string[]> {
  const response = await askApi(sandbox, credentialsPath(sandbox))
  const { distribution_credentials: entries } = (await response.json()) as {
    distribution_credentials: { distribution_credentials: { distribution_credentials_id: string } }[]
  }
  return entries.map((entry) => entry.distribution_credentials.distribution_credentials_id)
}

/** The `Authorization` header of a registry login. */
export function basic(username: string, secret: string): string {
  return `Basic ${Buffer.from(`${username}:${secret}`).toString('base64')}`
}

/** The login of the sandbox's first credential. */
export function firstLogin(sandbox: Sandbox): string {
  return basic(`deepgram+${sandbox.credentialId}`, sandbox.secret)
}

/** Asks the registry for a token for the scopes; without `authorization`, anonymously. */
export function askToken(
  sandbox: Sandbox,
  { scopes = [], authorization }: { scopes?: string[]; authorization?: string },
): Promise<Response> {
  const query = new URLSearchParams({ service: sandbox.registry })
  for (const scope of scopes) query.append('scope', scope)
  const headers: Record<string, string> = authorization === undefined ? {} : { authorization }
  return fetch(`http://${sandbox.registry}/v2/auth?${query}`, { headers })
}

/** The token in an answer, and its payload. */
export async function readToken(response: Response) {
  const { token } = (await response.json()) as { token: string }
  return { token, payload: decodeJwt<{ access: unknown[] }>(token) }
}

/** A token for the first credential that allows to pull the images. */
export async function tokenFor(sandbox: Sandbox, ...images: string[]): Promise<string> {
  const scopes = images.map((image) => `repository:deepgram/${image}:pull`)
  const response = await askToken(sandbox, { scopes, authorization: firstLogin(sandbox) })
  return (await readToken(response)).token
}
