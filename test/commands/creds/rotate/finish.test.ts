import { writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { record } from '../../../../src/app/record.ts'
import { finish } from '../../../../src/commands/creds/rotate/unfinished.ts'
import type { Answer } from '../../../helpers/api-server.ts'
import { NOW } from '../../../helpers/context.ts'
import { dockerHome, dockerLogin } from '../../../helpers/docker-home.ts'
import { operation, type RecordChanges } from '../../../helpers/operations.ts'
import { idOf, listEntry, SECRET } from '../../../helpers/samples.ts'
import {
  gone,
  LIST,
  type LifecycleSetup,
  listOf,
  routeOf,
  type Script,
} from '../../../helpers/scripted-lifecycle.ts'
import { errorOf } from '../../../helpers/thrown.ts'
import { rotationContext } from './rotation.ts'

const [PAST, FUTURE] = ['2025-12-31T00:00:00.000Z', '2026-01-02T00:00:00.000Z']
const kept = (due?: string) =>
  operation({ step: 'kept', created: idOf(2), keep_old: true, ...(due === undefined ? {} : { due }) })
const other = { ...kept(FUTURE), id: 'left-0002', old: idOf(3), created: idOf(4) }
/** The old one, which is asked for where there is a grace. */
const still: Script = { [routeOf('GET', 1)]: () => ({ body: listEntry(1) }) }
const script: Script = {
  [routeOf('GET', 2)]: { body: listEntry(2) },
  [routeOf('DELETE', 1)]: { status: 204 },
  ...still,
}

interface Call extends LifecycleSetup {
  yes?: boolean
  credential?: string
}

async function finishing(answers: Script, { yes = true, credential, ...setup }: Call) {
  const made = await rotationContext(answers, { secrets: { 1: 'OLD', 2: SECRET }, ...setup })
  return { ...made, go: () => finish({ credential, wait: 0, yes }, made.context) }
}

describe('creds rotate --finish', () => {
  it.each([
    ['whose grace is over', PAST],
    ['whose grace is over just now', '2026-01-01T00:00:00.000Z'],
  ])('deletes the old one of a rotation %s, and forgets its secret', async (_, due) => {
    const made = await finishing(script, { operations: [kept(due)], flags: { output: 'json' } })
    expect(await made.go()).toBe(0)
    expect(made.asked()).toEqual(['GET 00000001', 'GET 00000002', 'DELETE 00000001', 'GET list'])
    expect(made.secrets()).toEqual({ [`secret:${idOf(2)}`]: SECRET })
    expect(made.left()).toEqual([])
    expect(JSON.parse(made.stdout())).toMatchObject([{ old: idOf(1), new: idOf(2), old_deleted: true }])
  })

  it('needs no secret of the new one, which may lie elsewhere by now', async () => {
    const made = await finishing(script, { operations: [kept(PAST)], secrets: {} })
    expect(await made.go()).toBe(0)
    expect(made.left()).toEqual([])
  })

  it('leaves one of --keep-old to who names it, or is asked', async () => {
    const made = await finishing({}, { operations: [kept()] })
    expect(await made.go()).toBe(0)
    expect(made.stderr()).toBe(
      'note: Number 1 (00000001) is kept until you name it: dgsh creds rotate 00000001 --finish --yes\n',
    )
    const named = await finishing(script, { operations: [kept()], credential: idOf(1) })
    expect(await named.go()).toBe(0)
    expect(named.left()).toEqual([])
  })

  it('with --yes deletes nothing when it cannot be known who uses it', async () => {
    const home = dockerHome()
    writeFileSync(home.file, '{"auths":')
    const made = await finishing({}, { operations: [kept(PAST)], env: home.env })
    expect((await errorOf(made.go)).message).toMatch(/^cannot tell whether 00000001 is in use: /)
    expect(made.left()).toMatchObject([{ step: 'kept' }])
  })

  it('tells of those whose grace is not over', async () => {
    const made = await finishing(script, { operations: [kept(PAST), other] })
    expect(await made.go()).toBe(0)
    expect(made.stderr()).toContain(`note: Number 1 (00000003) is kept until ${FUTURE.slice(0, 10)} `)
    expect(made.left()).toMatchObject([{ old: idOf(3), step: 'kept' }])
  })

  it.each<[clock: string, date: string, isDeleted: boolean]>([
    ['is right', NOW.toUTCString(), true],
    ['is an hour behind', '2026-01-01T01:00:00Z', true],
    ['is an hour ahead', '2025-12-31T23:00:00Z', false],
    ['is a day ahead', '2025-12-31T00:00:00Z', false],
    ['is compared with no other', '', true],
  ])("asks Deepgram's clock whether the grace is over: this machine's %s", async (_, date, isDeleted) => {
    const headers = date === '' ? {} : { date: new Date(date).toUTCString() }
    const due = '2025-12-31T23:30:00.000Z'
    const shown = { ...script, [routeOf('GET', 1)]: { body: listEntry(1), headers } }
    const answers = isDeleted ? shown : { [routeOf('GET', 1)]: shown[routeOf('GET', 1)] as Answer }
    const made = await finishing(answers, { operations: [kept(due)] })
    expect(await made.go()).toBe(0)
    expect(made.left()).toHaveLength(isDeleted ? 0 : 1)
    if (!isDeleted)
      expect(made.stderr()).toMatch(/grace period of .* ends at .*; the clock .* is (?:1h|24h) ahead of/)
  })

  it('fails for one that is named, is over by this clock and not by that of Deepgram', async () => {
    const headers = { date: 'Wed, 31 Dec 2025 00:00:00 GMT' }
    const answers = { [routeOf('GET', 1)]: { body: listEntry(1), headers } }
    const operations = [kept('2025-12-31T23:30:00.000Z')]
    const made = await finishing(answers, { operations, credential: idOf(1) })
    expect((await errorOf(made.go)).message).toContain('24h ahead')
    expect(made.left()).toMatchObject([{ step: 'kept' }])
  })

  it('refuses one that is named too early', async () => {
    const there = { [routeOf('GET', 3)]: { body: listEntry(3) } }
    const made = await finishing(there, { operations: [kept(PAST), other], credential: idOf(3) })
    expect(await errorOf(made.go)).toMatchObject({
      code: 'failed',
      message: expect.stringMatching(
        /^the grace period of Number 1 \(00000003\) ends at \d{4}-\d\d-\d\d \d\d:\d\d UTC$/,
      ),
    })
    expect(made.left()).toHaveLength(2)
  })

  it('ends one whose old one is deleted already, also within its grace', async () => {
    const answers = {
      ...{ [routeOf('GET', 3)]: gone, [routeOf('DELETE', 3)]: gone, [LIST]: listOf(listEntry(4)) },
      [routeOf('GET', 4)]: { body: listEntry(4) },
    }
    const made = await finishing(answers, { operations: [other], credential: idOf(3) })
    expect(await made.go()).toBe(0)
    expect(made.left()).toEqual([])
  })

  it.each([idOf(1), '00000001', `deepgram+${idOf(1)}`, idOf(2)])(
    'finds the rotation by %s',
    async (credential) => {
      const made = await finishing(script, { operations: [kept(PAST), other], credential })
      expect(await made.go()).toBe(0)
      expect(made.left()).toMatchObject([{ old: idOf(3) }])
    },
  )

  it.each<[string, RecordChanges, string]>([
    ['was left unfinished', {}, 'a rotation of Number 1 (00000001) was left unfinished'],
    [
      'is going on',
      { runner: { pid: 99, host: 'elsewhere.example', since: '' }, seen: NOW.toISOString() },
      'a rotation of Number 1 (00000001) is running',
    ],
  ])('says of one that is named how it stands: it %s', async (_, changes, message) => {
    const made = await finishing({}, { operations: [operation(changes)], credential: idOf(1) })
    expect(await errorOf(made.go)).toMatchObject({ code: 'failed', message })
  })

  it('deletes none of several that a text fits', async () => {
    const twin = { ...other, old: `${idOf(1).slice(0, -1)}9`, due: PAST }
    const made = await finishing({}, { operations: [kept(PAST), twin], credential: '00000001' })
    expect(await errorOf(made.go)).toMatchObject({
      code: 'usage',
      message: '"00000001" matches 2 rotations',
      hint: expect.stringContaining(`\n${idOf(1)}\n${twin.old}`),
    })
    expect(made.left()).toHaveLength(2)
  })

  it('says that nothing is waiting', async () => {
    const made = await finishing({}, { operations: [operation()] })
    expect(await made.go()).toBe(0)
    expect(made.stderr()).toMatch(
      /^note: no previous credential is waiting to be deleted\nnote: the rotation of .* was left unfinished; to resume it /,
    )
  })

  it('makes no request off a terminal without --yes', async () => {
    const made = await finishing({}, { operations: [kept(PAST)], yes: false })
    expect(await errorOf(made.go)).toMatchObject({ code: 'input_required', hint: 'pass --yes' })
    expect(made.requests).toEqual([])
  })

  it('asks on a terminal, and leaves it after a no', async () => {
    const questions = [{ confirm: 'Delete Number 1 (00000001)?', answer: false }]
    const made = await finishing(still, { operations: [kept(PAST)], yes: false, isTTY: true, questions })
    expect((await errorOf(made.go)).message).toBe('nothing was deleted')
    expect(made.left()).toMatchObject([{ step: 'kept' }])
  })

  it('deletes nothing when the new one is gone, and says what can be done', async () => {
    const made = await finishing({ ...still, [routeOf('GET', 2)]: gone }, { operations: [kept(PAST)] })
    expect(await errorOf(made.go)).toMatchObject({
      code: 'failed',
      message: 'Number 1 (00000002), the successor of Number 1 (00000001), is deleted',
      hint: expect.stringMatching(
        /^to keep .*: .* --abort --yes\nto delete it, too: dgsh creds delete 00000001 --yes$/,
      ),
    })
    expect(made.left()).toMatchObject([{ step: 'kept' }])
  })

  it('follows the new one to what has replaced it since', async () => {
    const answers = {
      ...still,
      [routeOf('GET', 2)]: gone,
      [routeOf('GET', 3)]: { body: listEntry(3) },
      [routeOf('DELETE', 1)]: { status: 204 },
    }
    const made = await finishing(answers, { operations: [kept(PAST)], flags: { output: 'json' } })
    const deed = {
      action: 'credential_rotated' as const,
      credential: idOf(2),
      detail: { replaced_by: idOf(3) },
    }
    await record(made.context, deed)
    expect(await made.go()).toBe(0)
    expect(made.stderr()).toContain('note: 00000002 has been replaced by 00000003 since\n')
    expect(JSON.parse(made.stdout())).toMatchObject([{ old: idOf(1), new: idOf(3), old_deleted: true }])
    expect(made.left()).toEqual([])
  })
})

describe('an old one that is in use again', () => {
  it('is replaced there first', async () => {
    const home = dockerHome(1)
    const made = await finishing(script, {
      operations: [kept(PAST)],
      env: home.env,
      engines: ['docker'],
      exec: (pathOf) => [dockerLogin(home, pathOf('docker'), { number: 2, secret: SECRET })],
    })
    expect(await made.go()).toBe(0)
    expect(made.stderr()).toContain(
      '! docker    still uses it in ~/.docker/config.json, and gets its successor\n',
    )
    expect(home.username()).toBe(`deepgram+${idOf(2)}`)
    expect(made.left()).toEqual([])
  })

  it('stays where the new one cannot be put', async () => {
    const home = dockerHome()
    home.logInPodman(1)
    const made = await finishing({}, { operations: [kept(PAST)], env: home.env })
    expect(await errorOf(made.go)).toMatchObject({
      code: 'failed',
      message: expect.stringMatching(/^Number 1 \(00000001\) is still used by .*cannot replace it there$/),
      hint: expect.stringContaining(`log in there with deepgram+${idOf(2)}`),
    })
    expect(made.left()).toMatchObject([{ step: 'kept' }])
  })
})
