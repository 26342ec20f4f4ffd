import { describe, expect, it } from 'vitest'
import { run } from '../../../src/commands/projects/list.ts'
import { apiContext } from '../../helpers/api-context.ts'
import { PROJECT_ID } from '../../helpers/samples.ts'

const projects = [
  { project_id: PROJECT_ID, name: 'Mine' },
  { project_id: 'p-2', name: 'Hostile \x1b[2J\u202ename' },
]

describe('dgsh projects list', () => {
  it.each([
    [
      'table',
      `ID${' '.repeat(37)}NAME           CURRENT\n${PROJECT_ID}   Mine           *\np-2${' '.repeat(36)}Hostile name\n`,
    ],
    ['csv', `id,name,current\n${PROJECT_ID},Mine,*\np-2,Hostile name,\n`],
    ['id', `${PROJECT_ID}\np-2\n`],
  ])('shows them as %s, the one in use marked', async (output, text) => {
    const { context, stdout } = await apiContext(
      { 'GET /v1/projects': { body: { projects } } },
      { flags: { output } },
    )
    expect(await run(context)).toBe(0)
    expect(stdout()).toBe(text)
  })

  it('shows them as JSON with the data unchanged', async () => {
    const { context, stdout } = await apiContext(
      { 'GET /v1/projects': { body: { projects } } },
      { flags: { output: 'json' } },
    )
    expect(await run(context)).toBe(0)
    expect(JSON.parse(stdout())).toEqual([
      { id: PROJECT_ID, name: 'Mine', current: true },
      { id: 'p-2', name: 'Hostile \x1b[2J\u202ename', current: false },
    ])
  })

  it('has a note for a key that sees none', async () => {
    const { context, stdout, stderr } = await apiContext({ 'GET /v1/projects': { body: {} } })
    expect(await run(context)).toBe(0)
    expect(stdout()).toBe('')
    expect(stderr()).toBe('note: the API key sees no projects\n')
  })
})
