import type { Credential } from '../../src/deepgram/credential.ts'
import type { HistoryEntry } from '../../src/history/entry.ts'

/** A project id of the tests. */
export const PROJECT_ID = '8f2a1c3e-0000-4000-8000-000000000001'

/** An API key of the tests: the form of a real one. */
export const API_KEY = 'a1b2c3d4e5f60718293a4b5c6d7e8f9012345678'

/** A secret of the tests: the form of a real one. */
export const SECRET = 'SENTINEL0SECRET0'.repeat(4)

/** The path of the credentials of {@link PROJECT_ID}. */
export const CREDENTIALS_PATH = `/v1/projects/${PROJECT_ID}/self-hosted/distribution/credentials`

/** The id of the credential with a number, a UUID that begins with it. */
export function idOf(number: number): string {
  return `${String(number).padStart(8, '0')}-1111-4111-8111-111111111111`
}

/** A credential as the API's list has it, with doubled scopes. */
export function listEntry(number: number, details: Record<string, unknown> = {}): object {
  return {
    member: { member_id: '3376abcd-8e5e-49d3-92d4-876d3a4f0363', email: 'ada@example.com' },
    distribution_credentials: {
      distribution_credentials_id: idOf(number),
      provider: 'quay',
      comment: `Number ${number}`,
      scopes: ['self-hosted:product:api', 'onprem:product:api', 'self-hosted:product:engine'],
      tags: ['production'],
      created: '2025-06-28T20:01:41.642434Z',
      ...details,
    },
  }
}

/** The answer of the API's list. */
export function listAnswer(...entries: object[]): object {
  return { distribution_credentials: entries }
}

/** A credential as dgsh has it once it is read. */
export function credential(number: number, details: Partial<Credential> = {}): Credential {
  return {
    id: idOf(number),
    username: `deepgram+${idOf(number)}`,
    provider: 'quay',
    scopes: ['self-hosted:product:api', 'self-hosted:product:engine'],
    comment: `Number ${number}`,
    tags: ['production'],
    created: '2025-06-28T20:01:41.642434Z',
    owner: { member_id: '3376abcd-8e5e-49d3-92d4-876d3a4f0363', email: 'ada@example.com' },
    ...details,
  }
}

/** An entry of the history: an engine was logged in with the credential with a number. */
export function historyEntry(number: number, details: Partial<HistoryEntry> = {}): HistoryEntry {
  return {
    time: '2025-12-24T18:00:00.000Z',
    action: 'engine_logged_in',
    credential: idOf(number),
    project: PROJECT_ID,
    profile: 'default',
    detail: { engine: 'docker', registry: 'quay.io' },
    ...details,
  }
}
