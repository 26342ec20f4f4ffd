import { describe, expect, it } from 'vitest'
import { apiContext } from '../helpers/api-context.ts'
import { CREDENTIALS_PATH, credential, idOf, listAnswer, listEntry, PROJECT_ID } from '../helpers/samples.ts'

describe('createApi', () => {
  it('lists projects', async () => {
    const { context } = await apiContext({
      'GET /v1/projects': { body: { projects: [{ project_id: PROJECT_ID, name: 'Mine' }] } },
    })
    expect(await (await context.remote.api()).listProjects()).toEqual([{ id: PROJECT_ID, name: 'Mine' }])
  })

  it('lists the credentials of a project', async () => {
    const { context } = await apiContext({ [`GET ${CREDENTIALS_PATH}`]: { body: listAnswer(listEntry(1)) } })
    expect(await (await context.remote.api()).listCredentials(PROJECT_ID)).toEqual([credential(1)])
  })

  it.each([
    ['nested', listEntry(1)],
    ['flat', (listEntry(1) as { distribution_credentials: object }).distribution_credentials],
  ])('gets one credential, in the %s shape', async (_, body) => {
    const { context } = await apiContext({ [`GET ${CREDENTIALS_PATH}/${idOf(1)}`]: { body } })
    expect((await (await context.remote.api()).getCredential(PROJECT_ID, idOf(1))).scopes).toEqual(
      credential(1).scopes,
    )
  })
})
