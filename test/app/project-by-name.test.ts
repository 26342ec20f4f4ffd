import { describe, expect, it } from 'vitest'
import { withProjectId } from '../../src/app/project-by-name.ts'
import { apiContext } from '../helpers/api-context.ts'
import { testContext } from '../helpers/context.ts'
import { PROJECT_ID } from '../helpers/samples.ts'
import { errorOf } from '../helpers/thrown.ts'

const projects = {
  body: {
    projects: [
      { project_id: PROJECT_ID, name: 'Contact centre' },
      { project_id: '8f2a9c11-0000-4000-8000-000000000000', name: 'Contact centre, lab' },
      { project_id: '77777777-0000-4000-8000-000000000000', name: 'Archive' },
    ],
  },
}

async function projectOf(name: string, answer: object = projects) {
  const { open } = await apiContext({ 'GET /v1/projects': answer })
  const { options } = open(await withProjectId({ project: name }, open))
  return { flag: options.flags.project, given: options.given.project }
}

describe('withProjectId', () => {
  it.each([
    ['Contact centre', PROJECT_ID],
    ['contact CENTRE', PROJECT_ID],
    ['archive', '77777777-0000-4000-8000-000000000000'],
    ['lab', '8f2a9c11-0000-4000-8000-000000000000'],
    ['8f2a9c', '8f2a9c11-0000-4000-8000-000000000000'],
  ])('takes %j for a project, also in the commands that are printed', async (name, id) => {
    expect(await projectOf(name)).toEqual({ flag: id, given: id })
  })

  it('lists the projects where several match', async () => {
    const error = await errorOf(() => projectOf('contact'))
    expect(error).toMatchObject({ code: 'usage', message: '"contact" matches 2 projects' })
    expect(error.hint).toContain('Contact centre, lab')
  })

  it('leaves what names none to the setting and to Deepgram', async () => {
    expect((await projectOf('nowhere')).flag).toBe('nowhere')
  })

  it('leaves one word alone where the projects cannot be listed, and no name', async () => {
    const refused = { status: 403, body: 'no' }
    expect((await projectOf('p-1', refused)).flag).toBe('p-1')
    expect((await errorOf(() => projectOf('Contact centre', refused))).code).toBe('not_permitted')
  })

  it('asks nothing without an API key', async () => {
    const { open } = testContext()
    expect((await withProjectId({ project: 'Lab' }, open)).project).toBe('Lab')
  })
})
