import type { Sandbox } from '../../src/sandbox/sandbox.ts'

/** What an engine logs in with. */
export interface Account {
  username: string
  secret: string
}

/** Creates a credential at a sandbox, as any client of Deepgram's API may. */
export async function createAccount({ apiUrl, apiKey, projectId }: Sandbox): Promise<Account> {
  const url = `${apiUrl}/v1/projects/${projectId}/self-hosted/distribution/credentials`
  const response = await fetch(url, {
    method: 'POST',
    headers: { Authorization: `Token ${apiKey}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ comment: 'another', scopes: ['self-hosted:product:api'], provider: 'quay' }),
  })
  const { username, secret } = (await response.json()) as Account
  return { username, secret }
}
