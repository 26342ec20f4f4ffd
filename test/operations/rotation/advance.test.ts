import { describe, expect, it } from 'vitest'
import { secretName } from '../../../src/store/store.ts'
import { ACCEPTED, type AdvanceSetup, advancing, hookRun } from '../../commands/creds/rotate/rotation.ts'
import { type DockerHome, dockerHome, dockerLogin } from '../../helpers/docker-home.ts'
import { operation, type RecordChanges, SUCCESSOR_COMMENT } from '../../helpers/operations.ts'
import { idOf, listEntry, SECRET } from '../../helpers/samples.ts'
import {
  CREATE,
  createdAnswer,
  gone,
  LIST,
  listOf,
  routeOf,
  type Script,
} from '../../helpers/scripted-lifecycle.ts'
import { errorOf } from '../../helpers/thrown.ts'

const successor = { comment: SUCCESSOR_COMMENT }

const create: Script = { [CREATE]: createdAnswer(2, SECRET, successor) }
const show: Script = { [routeOf('GET', 2)]: { body: listEntry(2, successor) } }
/** The old one, which is there yet. */
const still: Script = { [routeOf('GET', 1)]: { body: listEntry(1) } }
const remove: Script = { [routeOf('DELETE', 1)]: { status: 204 } }
const hooks = ['first', 'second'].map((file) => ({ kind: 'exec' as const, command: [file] }))

describe('a rotation', () => {
  it('takes each step once, and the old one goes last', async () => {
    const points: string[] = []
    const made = await advancing(
      { targets: hooks },
      { ...create, ...remove },
      {
        replies: [ACCEPTED],
        exec: () => [hookRun('first'), hookRun('second')],
        checkpoint: (point) => points.push(point),
      },
    )
    expect(await made.go()).toEqual({
      previous: idOf(1),
      created: expect.objectContaining({ id: idOf(2), comment: SUCCESSOR_COMMENT }),
      targets: hooks,
      deleted: true,
      due: undefined,
    })
    expect(points.filter((point) => point.startsWith('after'))).toEqual(
      [
        ...[
          'requested',
          'requested, no. 2',
          'stored',
          'accepted',
          'delivering 1',
          'delivering 2',
          'delivered',
        ],
        ...['deleting', 'the end'],
      ].map((point) => `after ${point}`),
    )
    expect(made.asked()).toEqual(['GET list', 'POST', 'DELETE 00000001', 'GET list'])
    expect([...made.store.entries]).toEqual([[secretName(idOf(2)), SECRET]])
    expect(made.left()).toEqual([])
    expect(made.stderr()).not.toContain(SECRET)
  })

  it('asks for the same scopes and tags', async () => {
    const made = await advancing({}, { ...create, ...remove }, { replies: [ACCEPTED] })
    await made.go()
    expect(JSON.parse(made.requests[1]?.body ?? '')).toEqual(operation().wanted)
  })

  it('leaves the old one when it is to be kept', async () => {
    const due = '2026-01-02T00:00:00.000Z'
    const made = await advancing({ keep_old: true, due }, create, { replies: [ACCEPTED] })
    expect(await made.go()).toMatchObject({ deleted: false, due })
    expect(made.stderr()).toContain(
      '✓ kept      00000001 until 2026-01-02 00:00 UTC; to delete it then: dgsh creds rotate 00000001 --finish --yes\n',
    )
    expect(made.left()).toMatchObject([{ step: 'kept', created: idOf(2) }])
    expect(made.store.entries.size).toBe(2)
  })

  it('logs docker in, and looks whether it has the login', async () => {
    const home = dockerHome(1)
    const targets = [{ kind: 'engine' as const, engine: 'docker' as const, key: 'quay.io', file: home.file }]
    const made = await advancing(
      { targets },
      { ...create, ...remove },
      {
        replies: [ACCEPTED],
        env: home.env,
        engines: ['docker'],
        exec: (pathOf) => [dockerLogin(home, pathOf('docker'), { number: 2, secret: SECRET })],
      },
    )
    expect(await made.go()).toMatchObject({ deleted: true })
    expect(home.username()).toBe(`deepgram+${idOf(2)}`)
  })
})

describe('a login that was put there meanwhile', () => {
  const docker = (home: DockerHome, number = 2) => ({
    env: home.env,
    engines: ['docker'] as const,
    exec: (pathOf: (engine: 'docker') => string) => [
      dockerLogin(home, pathOf('docker'), { number, secret: SECRET }),
    ],
  })

  it('is left alone when it is another one', async () => {
    const home = dockerHome(3)
    const targets = [{ kind: 'engine' as const, engine: 'docker' as const, key: 'quay.io', file: home.file }]
    const left = { step: 'accepted' as const, created: idOf(2), targets }
    const made = await advancing(left, { ...show, ...remove }, { kept: [1, 2], env: home.env })
    expect(await made.go()).toMatchObject({ deleted: true })
    expect(home.username()).toBe(`deepgram+${idOf(3)}`)
    expect(made.stderr()).toContain(
      `! docker    ~/.docker/config.json is left alone: it is logged in as deepgram+${idOf(3)} now\n`,
    )
  })

  it('is replaced when it is the old one, before that is deleted', async () => {
    const home = dockerHome(1)
    const left = { step: 'delivered' as const, created: idOf(2) }
    const made = await advancing(left, { ...show, ...remove }, { kept: [1, 2], ...docker(home) })
    expect(await made.go()).toMatchObject({ deleted: true })
    expect(home.username()).toBe(`deepgram+${idOf(2)}`)
  })

  it('is replaced when it is the old one again after an interruption of the deletion', async () => {
    const home = dockerHome(1)
    const left = { step: 'deleting' as const, created: idOf(2) }
    const made = await advancing(left, { ...show, ...still, ...remove }, { kept: [1, 2], ...docker(home) })
    expect(await made.go()).toMatchObject({ deleted: true })
    expect(home.username()).toBe(`deepgram+${idOf(2)}`)
  })

  it('keeps the old one from being deleted when it cannot be replaced', async () => {
    const home = dockerHome(1)
    const left = { step: 'delivered' as const, created: idOf(2) }
    const made = await advancing(left, show, { kept: [1], env: home.env, engines: ['docker'] })
    expect((await errorOf(made.go)).message).toMatch(
      /^Number 1 \(00000001\) is still used by docker .*: the secret of its successor 00000002 is not stored here$/,
    )
    expect(made.left()).toMatchObject([{ step: 'delivered' }])
  })
})

describe('a rotation that was interrupted goes on with what is still to do:', () => {
  const both = listOf(listEntry(1), listEntry(2, successor))
  const cases: [step: string, left: RecordChanges, script: Script, asked: string[], setup: AdvanceSetup][] = [
    [
      'begun',
      {},
      { ...create, ...remove },
      ['GET list', 'POST', 'DELETE 00000001', 'GET list'],
      { replies: [ACCEPTED] },
    ],
    [
      'requested, and nothing was created',
      { step: 'requested' },
      { [LIST]: listOf(listEntry(1)), ...create, ...remove },
      ['GET list', 'POST', 'DELETE 00000001', 'GET list'],
      { replies: [ACCEPTED] },
    ],
    [
      'requested, and the secret was kept',
      { step: 'requested' },
      { [LIST]: both, ...remove },
      ['GET list', 'DELETE 00000001', 'GET list'],
      { kept: [1, 2], replies: [ACCEPTED] },
    ],
    [
      'requested, and the secret was lost',
      { step: 'requested' },
      {
        [LIST]: both,
        [routeOf('DELETE', 2)]: { status: 204 },
        [CREATE]: createdAnswer(3, SECRET, successor),
        ...remove,
      },
      ['GET list', 'DELETE 00000002', 'GET list', 'POST', 'DELETE 00000001', 'GET list'],
      { replies: [ACCEPTED] },
    ],
    [
      'stored',
      { step: 'stored', created: idOf(2) },
      { ...show, ...remove },
      ['GET 00000002', 'DELETE 00000001', 'GET list'],
      { kept: [1, 2], replies: [ACCEPTED] },
    ],
    [
      'accepted',
      { step: 'accepted', created: idOf(2), targets: hooks },
      { ...show, ...remove },
      ['GET 00000002', 'DELETE 00000001', 'GET list'],
      { kept: [1, 2], exec: () => [hookRun('first'), hookRun('second')] },
    ],
    [
      'delivering to the second',
      { step: 'delivering', created: idOf(2), targets: hooks, delivered: 1 },
      { ...show, ...remove },
      ['GET 00000002', 'DELETE 00000001', 'GET list'],
      { kept: [1, 2], exec: () => [hookRun('second')] },
    ],
    [
      'delivered',
      { step: 'delivered', created: idOf(2), targets: hooks, delivered: 2 },
      { ...show, ...remove },
      ['GET 00000002', 'DELETE 00000001', 'GET list'],
      { kept: [1, 2] },
    ],
    [
      'deleting',
      { step: 'deleting', created: idOf(2) },
      { ...show, ...still, ...remove },
      ['GET 00000002', 'GET 00000001', 'DELETE 00000001', 'GET list'],
      { kept: [1, 2] },
    ],
    [
      'deleting, and the old one is gone',
      { step: 'deleting', created: idOf(2) },
      { ...show, [routeOf('GET', 1)]: gone, [routeOf('DELETE', 1)]: gone, [LIST]: listOf(listEntry(2)) },
      ['GET 00000002', 'GET 00000001', 'DELETE 00000001', 'GET list'],
      { kept: [1, 2] },
    ],
    [
      'deleting, and the new one is gone as well',
      { step: 'deleting', created: idOf(2) },
      { [routeOf('GET', 2)]: gone, ...still, ...remove },
      ['GET 00000002', 'GET 00000001', 'DELETE 00000001', 'GET list'],
      { kept: [1, 2] },
    ],
    [
      'deleting one that had been kept',
      { step: 'deleting', created: idOf(2), keep_old: true, due: '2026-02-01T00:00:00Z' },
      { ...show, ...still, ...remove },
      ['GET 00000002', 'GET 00000001', 'DELETE 00000001', 'GET list'],
      { kept: [1, 2] },
    ],
  ]

  it.each(cases)('%s', async (_, left, script, asked, setup) => {
    const made = await advancing(left, script, setup)
    expect(await made.go()).toMatchObject({ previous: idOf(1), deleted: true, due: undefined })
    expect(made.asked()).toEqual(asked)
    expect(made.left()).toEqual([])
    expect([...made.store.entries.values()]).toEqual([SECRET])
  })
})
