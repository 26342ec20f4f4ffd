import { DeepgramClient } from '@deepgram/sdk'
import { describe, expect, it } from 'vitest'
import { PROJECTS } from '../../src/sandbox/seed.ts'
import { listIds, sandboxForTest } from './helpers.ts'

async function connect(options: { apiKey?: string } = {}) {
  const sandbox = await sandboxForTest()
  const { apiUrl: baseUrl, apiKey, projectId } = sandbox
  const client = new DeepgramClient({ apiKey, ...options, baseUrl, maxRetries: 0 })
  return { sandbox, projectId, client, credentials: client.selfHosted.v1.distributionCredentials }
}

describe("Deepgram's own client", () => {
  it('lists projects and members', async () => {
    const { client, projectId } = await connect()
    const { projects } = await client.manage.v1.projects.list()
    expect(projects?.map((project) => project.project_id)).toEqual(PROJECTS.map(({ id }) => id))
    const { members } = await client.manage.v1.projects.members.list(projectId)
    expect(members?.[0]?.email).toBe('priya@example.com')
  })

  it('lists and gets credentials', async () => {
    const { sandbox, projectId, credentials } = await connect()
    const { distribution_credentials: entries } = await credentials.list(projectId)
    expect(entries).toHaveLength(6)
    const entry = await credentials.get(projectId, sandbox.credentialId)
    expect(entry).toEqual(entries?.[0])
    expect(entry.member.email).toBe('jonas@example.com')
    expect(entry.distribution_credentials.scopes).toContain('self-hosted:product:engine')
  })

  it('creates, with every product because it puts the scopes into the query', async () => {
    const { sandbox, projectId, credentials } = await connect()
    const scopes = ['self-hosted:product:api']
    const created = await credentials.create(projectId, { comment: 'from the SDK', provider: 'quay', scopes })
    expect(created).toMatchObject({
      comment: 'from the SDK',
      scopes: expect.arrayContaining(['self-hosted:product:billing']),
      secret: expect.stringMatching(/^[A-Z0-9]{64}$/),
    })
    expect(await listIds(sandbox)).toHaveLength(7)
  })

  it('is told that the comment is missing', async () => {
    const { projectId, credentials } = await connect()
    await expect(credentials.create(projectId)).rejects.toMatchObject({
      statusCode: 400,
      body: expect.stringContaining('missing field `comment`'),
    })
  })

  it('deletes', async () => {
    const { sandbox, projectId, credentials } = await connect()
    await credentials.delete(projectId, sandbox.credentialId)
    expect(await listIds(sandbox)).not.toContain(sandbox.credentialId)
    await expect(credentials.get(projectId, sandbox.credentialId)).rejects.toMatchObject({ statusCode: 404 })
  })

  it('gets the three shapes of errors', async () => {
    const refused = await connect({ apiKey: 'wrong' })
    await expect(refused.client.manage.v1.projects.list()).rejects.toMatchObject({
      statusCode: 401,
      body: { err_code: 'INVALID_AUTH' },
    })
    const { credentials } = await connect()
    await expect(credentials.list(PROJECTS[2]?.id ?? '')).rejects.toMatchObject({
      statusCode: 403,
      body: { category: 'INSUFFICIENT_PERMISSIONS' },
    })
    await expect(credentials.list('nonsense')).rejects.toMatchObject({
      statusCode: 404,
      body: expect.stringContaining('UUID parsing failed'),
    })
  })
})
