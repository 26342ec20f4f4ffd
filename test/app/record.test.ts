import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { record } from '../../src/app/record.ts'
import { type TestSetup, testContext } from '../helpers/context.ts'
import { idOf, PROJECT_ID, SECRET } from '../helpers/samples.ts'

const deed = { action: 'engine_logged_in', credential: idOf(1), detail: { engine: 'docker' } } as const

async function recorded(deeds: Parameters<typeof record>[1][], setup: TestSetup = {}) {
  const { context, stderr, stdout } = testContext(setup)
  for (const one of deeds) await record(context, one)
  return { ...(await (await context.history()).read()), stderr: stderr(), stdout: stdout() }
}

describe('record', () => {
  it('fills in time, profile and project', async () => {
    const flags = { profile: 'work', project: PROJECT_ID }
    expect(await recorded([deed], { flags })).toEqual({
      entries: [{ time: '2026-01-01T00:00:00.000Z', ...deed, project: PROJECT_ID, profile: 'work' }],
      skipped: 0,
      stderr: '',
      stdout: '',
    })
  })

  it.each([
    ['what is set', undefined, PROJECT_ID],
    ['the one that is given', 'other', 'other'],
    ['none, when that is said', null, null],
  ])('takes for the project %s', async (_, project, expected) => {
    const flags = { project: PROJECT_ID }
    const { entries } = await recorded([project === undefined ? deed : { ...deed, project }], { flags })
    expect(entries).toMatchObject([{ project: expected }])
  })

  it('has no project and no detail where there is none', async () => {
    const { entries } = await recorded([{ action: 'api_key_stored', credential: null }])
    expect(entries).toMatchObject([{ project: null, detail: {}, profile: 'default' }])
  })

  it('keeps a secret out that got in by mistake', async () => {
    const { context } = testContext()
    context.redaction.protect(SECRET)
    await record(context, { ...deed, detail: { username: `x${SECRET}` } })
    const text = readFileSync(join(context.host.paths.state, 'history.jsonl'), 'utf8')
    expect(text).toContain('x[redacted]')
    expect(text).not.toContain(SECRET)
  })

  it('says once, and no more, that the history cannot be written', async () => {
    const { context, stderr } = testContext()
    writeFileSync(context.host.paths.state, 'a file where the directory should be')
    await record(context, deed)
    await record(context, deed)
    const path = join(context.host.paths.state, 'history.jsonl')
    expect(stderr()).toBe(`note: this is missing from the history: ${path} cannot be written (EEXIST)\n`)
  })

  it('does not fail for a broken config file either: what was done is done', async () => {
    const { context, stderr } = testContext()
    mkdirSync(context.host.paths.config, { recursive: true })
    writeFileSync(join(context.host.paths.config, 'config.json'), '{')
    await record(context, deed)
    expect(stderr()).toMatch(/^note: this is missing from the history: .*not valid JSON\n$/)
  })
})
