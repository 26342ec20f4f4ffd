import { describe, expect, it } from 'vitest'
import { resolveProject } from '../../src/app/project.ts'
import { apiContext } from '../helpers/api-context.ts'
import { PROJECT_ID } from '../helpers/samples.ts'
import { errorOf } from '../helpers/thrown.ts'

const mine = { project_id: PROJECT_ID, name: 'Mine' }
const other = { project_id: 'p-2', name: 'Other' }
const listing = (...projects: object[]) => ({ 'GET /v1/projects': { body: { projects } } })
const env = { DEEPGRAM_PROJECT_ID: '' }

describe('resolveProject', () => {
  it('takes the setting, and asks nothing', async () => {
    const { context } = await apiContext({})
    expect(await resolveProject(context)).toBe(PROJECT_ID)
  })

  it('takes the only project of the key', async () => {
    const { context } = await apiContext(listing(mine), { env })
    expect(await resolveProject(context)).toBe(PROJECT_ID)
  })

  it('lets one be picked on a terminal', async () => {
    const questions = [{ pick: 'Which project?', answer: 'Other' }]
    const { context } = await apiContext(listing(mine, other), { env, isTTY: true, questions })
    expect(await resolveProject(context)).toBe('p-2')
  })

  it('lists them off a terminal', async () => {
    const { context } = await apiContext(listing(mine, other), { env })
    expect(await errorOf(() => resolveProject(context))).toMatchObject({
      code: 'input_required',
      hint: `to choose one for good: dgsh projects use <id>\nor pass --project with one of these:\n${PROJECT_ID}  Mine\np-2  Other`,
    })
  })

  it('says that there is none', async () => {
    const { context } = await apiContext(listing(), { env })
    expect((await errorOf(() => resolveProject(context))).code).toBe('project_not_found')
  })
})
