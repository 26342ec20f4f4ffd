import { describe, expect, it } from 'vitest'
import { run } from '../../../src/commands/projects/use.ts'
import { apiContext } from '../../helpers/api-context.ts'
import type { TestSetup } from '../../helpers/context.ts'
import { PROJECT_ID } from '../../helpers/samples.ts'
import { errorOf } from '../../helpers/thrown.ts'

const mine = { project_id: PROJECT_ID, name: 'Mine' }
const other = { project_id: '9a000000-0000-4000-8000-000000000002', name: 'Other' }

async function setUp(projects: object[], setup: TestSetup = {}) {
  const made = await apiContext(
    { 'GET /v1/projects': { body: { projects } } },
    { ...setup, env: { DEEPGRAM_PROJECT_ID: '', ...setup.env } },
  )
  const kept = async () => (await made.context.settingsFile()).readProfile('default')
  return { ...made, kept }
}

describe('dgsh projects use', () => {
  it('remembers the project whose id begins with the text', async () => {
    const { context, kept, stdout, stderr } = await setUp([mine, other])
    expect(await run({ id: '9a00' }, context)).toBe(0)
    expect(await kept()).toEqual({ project: other.project_id })
    expect(stdout()).toBe('')
    expect(stderr()).toBe(`Profile default now uses project ${other.project_id}  Other.\n`)
  })

  it('takes the only one when none is named', async () => {
    const { context, kept } = await setUp([mine])
    expect(await run({}, context)).toBe(0)
    expect(await kept()).toEqual({ project: PROJECT_ID })
  })

  it('lets one be picked on a terminal', async () => {
    const questions = [{ pick: 'Which project?', answer: 'Other' }]
    const { context, kept } = await setUp([mine, other], { isTTY: true, questions })
    expect(await run({}, context)).toBe(0)
    expect(await kept()).toEqual({ project: other.project_id })
  })

  it('remembers nothing that the key may not see', async () => {
    const { context, kept } = await setUp([mine])
    expect((await errorOf(() => run({ id: 'ffff0000' }, context))).code).toBe('project_not_found')
    expect(await kept()).toEqual({})
  })

  it.each([true, false])('says that the key sees none (terminal: %s)', async (isTTY) => {
    const { context } = await setUp([], { isTTY })
    expect((await errorOf(() => run({}, context))).code).toBe('project_not_found')
  })

  it('says when the project of the environment overrides it', async () => {
    const { context, stderr } = await setUp([mine], { env: { DEEPGRAM_PROJECT_ID: 'p-env' } })
    await run({ id: PROJECT_ID }, context)
    expect(stderr()).toContain('note: DEEPGRAM_PROJECT_ID is set and overrides the profile\n')
  })
})
