import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { projectListSchema } from '../../src/deepgram/project.ts'

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
