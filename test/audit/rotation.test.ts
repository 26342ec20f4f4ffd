import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { run } from '../../src/commands/creds/audit/audit.ts'
import { DAY } from '../commands/creds/audit/facts.ts'
import { aged, auditOf, good, json, ofBob, type Surroundings, setUp } from '../commands/creds/audit/stage.ts'
import { dockerHome } from '../helpers/docker-home.ts'
import { operation } from '../helpers/operations.ts'
import { idOf } from '../helpers/samples.ts'

describe('the rotation that mends', () => {
  const line = `dgsh creds rotate ${idOf(1)}`
  const engines = { engines: ['docker' as const] }
  const inSnap = () => {
    const home = dockerHome()
    const snap = dockerHome(1)
    const directory = join(home.env.HOME ?? '', 'snap', 'docker', '1', '.docker')
    mkdirSync(directory, { recursive: true })
    copyFileSync(snap.file, join(directory, 'config.json'))
    return home
  }
  const isKept = { step: 'kept', keep_old: true, created: idOf(2) } as const

  it.each<[where: string, setup: () => Surroundings, fix: string]>([
    ['nowhere that is known', () => ({}), `${line} --keep-old`],
    ['in use by docker', () => ({ home: dockerHome(1), ...engines }), line],
    ['in use by docker that is not installed', () => ({ home: dockerHome(1) }), `${line} --keep-old`],
    ['in the store', () => ({ kept: [1] }), line],
    ['in the store, and in a snap', () => ({ kept: [1], home: inSnap() }), `${line} --keep-old`],
    ['of another', () => ({ kept: [2], home: dockerHome(2), ...engines }), `${line} --keep-old`],
    ['rotated, and kept', () => ({ kept: [1], operations: [operation(isKept)] }), `${line} --finish`],
    [
      'half rotated',
      () => ({ operations: [operation({ step: 'accepted', created: idOf(2) })] }),
      `${line} --resume`,
    ],
  ])('a credential %s', async (_, setup, fix) => {
    const { stdout } = await auditOf([aged], { ...json, ...setup() })
    expect(JSON.parse(stdout)).toMatchObject([{ rule: 'old', fix }])
  })

  it('tells until when the old one is kept', async () => {
    const operations = [operation({ ...isKept, due: '2026-01-02T00:00:00.000Z' })]
    const { stdout } = await auditOf([aged], { ...json, operations })
    expect(JSON.parse(stdout)[0].message).toMatch(/; it was rotated, and is only kept until 2026-01-02T/)
  })

  it('leaves the old one where the store cannot be looked into, which is said', async () => {
    const { context, stdout, stderr } = await setUp([aged], json)
    writeFileSync(join(context.host.paths.state, 'store.json'), '{', { mode: 0o600 })
    expect(await run({ maxAge: 90 * DAY, failOn: 'none', all: false, sarif: false }, context)).toBe(0)
    expect(JSON.parse(stdout())[0].fix).toBe(`${line} --keep-old`)
    expect(stderr()).toMatch(/^note: it is not known which secrets the store keeps: .*store\.json/m)
  })

  it('is what places are looked for: else nobody is asked', async () => {
    const home = dockerHome()
    writeFileSync(home.file, '{')
    expect((await auditOf([good, ofBob], { home })).stderr).toBe('note: no findings in 2 credentials\n')
    expect((await auditOf([aged], { home })).stderr).toMatch(/^note: it is not known which logins /m)
  })
})
