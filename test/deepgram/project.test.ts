import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { memberListSchema, projectListSchema } from '../../src/deepgram/project.ts'
import { apiContext } from '../helpers/api-context.ts'
import { PROJECT_ID } from '../helpers/samples.ts'

describe('projectListSchema', () => {
  it.each<[reason: string, answer: unknown, projects: unknown[]]>([
    ['reads the projects', { projects: [{ project_id: '1', name: 'one' }] }, [{ id: '1', name: 'one' }]],
    [
      'takes a project without a name',
      { projects: [{ project_id: '1', name: null }] },
      [{ id: '1', name: '' }],
    ],
    ['takes a missing array as an empty one', {}, []],
    ['takes null as an empty one', { projects: null }, []],
  ])('%s', (_, answer, projects) => {
    expect(v.parse(projectListSchema, answer)).toEqual(projects)
  })

  it.each([[{ projects: [{ name: 'one' }] }], [{ projects: {} }], ['hello']])('refuses %j', (answer) => {
    expect(v.safeParse(projectListSchema, answer).success).toBe(false)
  })
})

describe('memberListSchema', () => {
  it.each<[reason: string, answer: unknown, members: unknown[]]>([
    [
      'reads the members, and leaves out what else is told of them',
      { members: [{ member_id: '1', email: 'ada@example.com', scopes: ['owner'], first_name: null }] },
      [{ member_id: '1', email: 'ada@example.com' }],
    ],
    ['takes a member without an address', { members: [{ member_id: '1' }] }, [{ member_id: '1' }]],
    ['takes a missing array as an empty one', {}, []],
  ])('%s', (_, answer, members) => {
    expect(v.parse(memberListSchema, answer)).toEqual(members)
  })

  it.each([[{ members: [{ email: 'ada@example.com' }] }], [{ members: {} }], [[]]])(
    'refuses %j',
    (answer) => {
      expect(v.safeParse(memberListSchema, answer).success).toBe(false)
    },
  )
})

describe('listMembers', () => {
  it('asks for the members of the project', async () => {
    const { context } = await apiContext({
      [`GET /v1/projects/${PROJECT_ID}/members`]: { body: { members: [{ member_id: '1', email: 'a@b' }] } },
    })
    const members = await (await context.remote.api()).listMembers(PROJECT_ID)
    expect(members).toEqual([{ member_id: '1', email: 'a@b' }])
  })
})
