import { writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { describe, expect, it } from 'vitest'
import type { RotateOptions } from '../../../../src/commands/creds/rotate/rotate.ts'
import { run } from '../../../../src/commands/creds/rotate/rotate.ts'
import { NOW } from '../../../helpers/context.ts'
import { dockerHome, dockerLogin } from '../../../helpers/docker-home.ts'
import type { RegistryReply } from '../../../helpers/fake-registry.ts'
import { operation } from '../../../helpers/operations.ts'
import { idOf, listEntry, SECRET } from '../../../helpers/samples.ts'
import {
  CREATE,
  createdAnswer,
  LIST,
  type LifecycleSetup,
  listOf,
  routeOf,
  type Script,
} from '../../../helpers/scripted-lifecycle.ts'
import { errorOf } from '../../../helpers/thrown.ts'
import { OPTIONS } from './options.ts'
import { ACCEPTED, OLD_SECRET, rotationContext } from './rotation.ts'

const options: RotateOptions = { ...OPTIONS, credential: '00000001' }
const list: Script = { [LIST]: listOf(listEntry(1)) }
const whole: Script = {
  ...list,
  [CREATE]: createdAnswer(2, SECRET),
  [routeOf('DELETE', 1)]: { status: 204 },
}
const show: Script = { [routeOf('GET', 2)]: { body: listEntry(2) } }

type Setup = LifecycleSetup & { replies?: readonly RegistryReply[] }

async function rotating(script: Script, setup: Setup = {}, changes: Partial<RotateOptions> = {}) {
  const made = await rotationContext(script, { secrets: { 1: OLD_SECRET }, ...setup })
  return { ...made, go: () => run({ ...options, ...changes }, made.context) }
}

describe('dgsh creds rotate', () => {
  it('goes from the list to the deletion, and tells what it did', async () => {
    const home = dockerHome(1)
    const made = await rotating(whole, {
      replies: [ACCEPTED],
      env: home.env,
      engines: ['docker'],
      exec: (pathOf) => [dockerLogin(home, pathOf('docker'), { number: 2, secret: SECRET })],
      flags: { output: 'json' },
    })
    expect(await made.go()).toBe(0)
    expect(made.asked()).toEqual(['GET list', 'GET list', 'POST', 'DELETE 00000001', 'GET list'])
    expect(made.secrets()).toEqual({ [`secret:${idOf(2)}`]: SECRET })
    expect(JSON.parse(made.stdout())).toEqual([
      {
        old: idOf(1),
        new: idOf(2),
        username: `deepgram+${idOf(2)}`,
        scopes: ['self-hosted:product:api', 'self-hosted:product:engine'],
        delivered_to: ['docker'],
        old_deleted: true,
        kept_until: null,
      },
    ])
    expect(made.stdout() + made.stderr()).not.toMatch(new RegExp(`${SECRET}|${OLD_SECRET}`))
  })

  it('keeps the old one for the time of grace', async () => {
    const script = { ...list, [CREATE]: createdAnswer(2, SECRET) }
    const changes = { keepOld: true, grace: 86_400_000, yes: false }
    const made = await rotating(script, { replies: [ACCEPTED], flags: { output: 'json' } }, changes)
    expect(await made.go()).toBe(0)
    const due = '2026-01-02T00:00:00.000Z'
    expect(JSON.parse(made.stdout())).toMatchObject([{ old_deleted: false, kept_until: due }])
    expect(made.left()).toMatchObject([{ step: 'kept', due, known: [idOf(1)] }])
  })

  it('refuses a column that there is not before anything is done', async () => {
    const made = await rotating({}, { flags: { output: 'csv', columns: 'bogus' } })
    expect((await errorOf(made.go)).code).toBe('usage')
  })

  it('creates nothing for one that another dgsh has rotated meanwhile', async () => {
    const lists = [listOf(listEntry(1)), listOf(listEntry(2))]
    const made = await rotating({ [LIST]: lists })
    expect((await errorOf(made.go)).code).toBe('credential_not_found')
    expect([made.asked(), made.left()]).toEqual([['GET list', 'GET list'], []])
  })

  it('asks on a terminal, before anything is created', async () => {
    const questions = [{ confirm: 'Replace and delete Number 1 (00000001)?', answer: false }]
    const made = await rotating(list, { isTTY: true, questions }, { yes: false })
    expect((await errorOf(made.go)).message).toBe('nothing was deleted')
    expect([made.asked(), made.left()]).toEqual([['GET list'], []])
    expect(made.stderr()).toContain(
      'Rotating Number 1 (00000001)\n  used by   nothing on this machine; anything else that uses it will stop working\n',
    )
  })

  it('makes no request off a terminal without --yes', async () => {
    const made = await rotating({}, {}, { yes: false })
    expect(await errorOf(made.go)).toMatchObject({ code: 'input_required', hint: 'pass --yes' })
    expect(made.requests).toEqual([])
  })

  it('refuses a store that can only be read, before anything is created', async () => {
    const made = await rotating(list, { store: 'command:print-it {name}' }, { hooks: [['a']] })
    expect((await errorOf(made.go)).message).toContain('can only be read, not written')
    expect(made.left()).toEqual([])
  })
})

describe('creds rotate --dry-run', () => {
  const dryRun = { dryRun: true, yes: false }

  it('asks for the list only', async () => {
    const made = await rotating(list, { flags: { output: 'json' } }, dryRun)
    expect(await made.go()).toBe(0)
    expect(made.asked()).toEqual(['GET list'])
    expect(JSON.parse(made.stdout())).toEqual([
      {
        old: idOf(1),
        scopes: ['api', 'engine'],
        comment: expect.stringMatching(/^Number 1 \(replaces 00000001, rotation [0-9a-f]{4}\)$/),
        deliver_to: [],
        delete_old: true,
        kept_until: null,
      },
    ])
    expect(made.stderr()).toBe('Nothing was changed.\n')
    expect(made.left()).toEqual([])
  })

  it.each<[fate: string, changes: Partial<RotateOptions>]>([
    ['deleted', {}],
    ['kept', { keepOld: true }],
    ['kept until 2026-01-01T01:00:00.000Z', { keepOld: true, grace: 3_600_000 }],
  ])('says that the old one is %s', async (fate, changes) => {
    const setup = { flags: { output: 'tsv', columns: 'old_one', header: false } }
    const made = await rotating(list, setup, { ...dryRun, ...changes, hooks: [['a', 'b']] })
    expect(await made.go()).toBe(0)
    expect(made.stdout()).toBe(`${fate}\n`)
  })
})

describe('creds rotate --older-than', () => {
  const olderThan = { credential: undefined, olderThan: 86_400_000 }
  const older = { created: '2025-01-01T00:00:00Z' }
  const two = { [LIST]: listOf(listEntry(2), listEntry(1, older)) }

  it('goes on with the others when one fails, and tells what is done', async () => {
    const script: Script = {
      ...two,
      [CREATE]: [createdAnswer(3, SECRET), { status: 403 }],
      [routeOf('DELETE', 1)]: { status: 204 },
    }
    const home = dockerHome(1)
    home.logInPodman(2)
    const made = await rotating(
      script,
      {
        replies: [ACCEPTED],
        flags: { output: 'id' },
        env: home.env,
        engines: ['docker', 'podman'],
        exec: (pathOf) => [dockerLogin(home, pathOf('docker'), { number: 3, secret: SECRET })],
      },
      olderThan,
    )
    expect(await errorOf(made.go)).toMatchObject({
      code: 'not_permitted',
      message: expect.stringContaining('Number 2 (00000002)'),
    })
    expect(made.stdout()).toBe(`${idOf(3)}\n`)
  })

  it('goes on first with what was left, and rotates that no more', async () => {
    const left = operation({ step: 'delivered', created: idOf(2), delivered: 0, by_age: true })
    const script = { ...show, [routeOf('DELETE', 1)]: { status: 204 }, [LIST]: listOf() }
    const made = await rotating(script, { operations: [left] }, olderThan)
    expect(await made.go()).toBe(0)
    expect(made.asked()).toEqual(['GET 00000002', 'DELETE 00000001', 'GET list', 'GET list'])
    expect(made.stdout()).toContain(idOf(2))
    expect(made.left()).toEqual([])
  })

  it('leaves what was begun by hand, and tells of it', async () => {
    const left = operation({ step: 'delivered', created: idOf(2) })
    const made = await rotating({ [LIST]: listOf() }, { operations: [left] }, olderThan)
    expect(await made.go()).toBe(0)
    expect(made.stderr()).toContain(
      'the rotation of Number 1 (00000001) was left unfinished; to resume it (or to undo it with --abort): dgsh creds rotate 00000001 --resume',
    )
    expect(made.left()).toHaveLength(1)
  })

  it('rotates nothing when it cannot be known who uses what', async () => {
    const home = dockerHome()
    home.logInPodman(1)
    writeFileSync(home.file, '{"auths":')
    const made = await rotating(two, { env: home.env, engines: ['podman'] }, olderThan)
    expect((await errorOf(made.go)).message).toMatch(/^cannot tell whether \d+ is in use: /)
    expect(made.left()).toEqual([])
  })
})

describe('creds rotate --resume', () => {
  const resume = { unfinished: 'resume' as const, credential: undefined }
  const left = operation({ step: 'delivered', created: idOf(2) })

  it('takes what was left to its end', async () => {
    const script = { ...show, [routeOf('DELETE', 1)]: { status: 204 } }
    const made = await rotating(script, { operations: [left], flags: { output: 'id' } }, resume)
    expect(await made.go()).toBe(0)
    expect(made.stdout()).toBe(`${idOf(2)}\n`)
    expect(made.stderr()).toContain('Resuming the rotation of Number 1 (00000001)\n')
    expect(made.left()).toEqual([])
  })

  it('says that there is nothing to go on with', async () => {
    const kept = operation({ step: 'kept', created: idOf(2), keep_old: true })
    const running = operation({
      id: 'b',
      runner: { pid: 99, host: `not-${hostname()}`, since: '' },
      written: NOW.toISOString(),
    })
    const made = await rotating({}, { operations: [kept, running] }, resume)
    expect(await made.go()).toBe(0)
    expect(made.stderr()).toBe('note: no rotation was left unfinished\n')
  })

  it('makes no request off a terminal without --yes', async () => {
    const made = await rotating({}, { operations: [left] }, { ...resume, yes: false })
    expect((await errorOf(made.go)).code).toBe('input_required')
    expect(made.requests).toEqual([])
  })

  it('asks on a terminal', async () => {
    const questions = [{ confirm: 'Replace and delete Number 1 (00000001)?', answer: false }]
    const made = await rotating({}, { operations: [left], isTTY: true, questions }, { ...resume, yes: false })
    expect((await errorOf(made.go)).message).toBe('nothing was deleted')
    expect(made.left()).toMatchObject([{ step: 'delivered' }])
  })

  it('ends an abort', async () => {
    const script = { [routeOf('GET', 1)]: { body: listEntry(1) }, [routeOf('DELETE', 2)]: { status: 204 } }
    const aborting = operation({ step: 'aborting', created: idOf(2) })
    const made = await rotating(script, { operations: [aborting] }, resume)
    expect(await made.go()).toBe(0)
    expect(made.stderr()).toContain('✓ undone    the rotation of Number 1 (00000001)\n')
    expect(made.left()).toEqual([])
  })
})
