import { writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { describe, expect, it } from 'vitest'
import { abort } from '../../../../src/commands/creds/rotate/abort.ts'
import type { Operation } from '../../../../src/journal/operation.ts'
import { dockerHome, dockerLogin } from '../../../helpers/docker-home.ts'
import { operation, SUCCESSOR_COMMENT } from '../../../helpers/operations.ts'
import { idOf, listEntry, SECRET } from '../../../helpers/samples.ts'
import {
  LIST,
  type LifecycleSetup,
  listOf,
  routeOf,
  type Script,
} from '../../../helpers/scripted-lifecycle.ts'
import { errorOf } from '../../../helpers/thrown.ts'
import { hookRun, OLD_SECRET, rotationContext } from './rotation.ts'

const secrets = { 1: OLD_SECRET, 2: SECRET }
const show: Script = { [routeOf('GET', 1)]: { body: listEntry(1) } }
const remove: Script = { [routeOf('DELETE', 2)]: { status: 204 } }
const hook = { kind: 'exec' as const, command: ['hook'] }
const gone = { status: 404, body: { category: 'NOT_FOUND', message: 'no' } }

interface Call extends LifecycleSetup {
  yes?: boolean
  hooks?: boolean
  credential?: string
}

async function aborting(
  left: Partial<Operation>,
  script: Script,
  { yes = true, hooks = true, credential, ...setup }: Call = {},
) {
  const made = await rotationContext(script, { operations: [operation(left)], ...setup })
  return { ...made, go: () => abort({ credential, hooks, yes }, made.context) }
}

const engineTarget = (file: string) => [{ kind: 'engine' as const, engine: 'docker', key: 'quay.io', file }]

describe('creds rotate --abort', () => {
  it('says that there is nothing to undo', async () => {
    const { go, stderr } = await aborting({}, {}, { operations: [] })
    expect(await go()).toBe(0)
    expect(stderr()).toBe('note: no rotation was left unfinished\n')
  })

  it('forgets what had hardly begun, and asks nothing', async () => {
    const made = await aborting({}, show, { yes: false })
    expect(await made.go()).toBe(0)
    expect([made.asked(), made.left()]).toEqual([['GET 00000001'], []])
    expect(made.stderr()).toBe(`Undone: the rotation of ${idOf(1)}.\n`)
  })

  it('deletes the new one and its secret when nothing was delivered', async () => {
    const made = await aborting({ step: 'stored', created: idOf(2) }, { ...show, ...remove }, { secrets })
    expect(await made.go()).toBe(0)
    expect(made.asked()).toEqual(['GET 00000001', 'DELETE 00000002'])
    expect(made.secrets()).toEqual({ [`secret:${idOf(1)}`]: OLD_SECRET })
    expect(made.left()).toEqual([])
  })

  it.each([
    ['with its secret', secrets],
    ['without', {}],
  ])('deletes one of a request whose end is not known, %s', async (_, kept) => {
    const list = { [LIST]: listOf(listEntry(1), listEntry(2, { comment: SUCCESSOR_COMMENT })) }
    const made = await aborting({ step: 'requested' }, { ...show, ...list, ...remove }, { secrets: kept })
    expect(await made.go()).toBe(0)
    expect(made.asked()).toEqual(['GET 00000001', 'GET list', 'DELETE 00000002'])
    expect(made.left()).toEqual([])
  })

  it('gives the old one back to a hook', async () => {
    const made = await aborting(
      { step: 'delivering', created: idOf(2), targets: [hook] },
      { ...show, ...remove },
      { secrets, exec: () => [hookRun('hook', 1, 2, OLD_SECRET)] },
    )
    expect(await made.go()).toBe(0)
    expect(made.left()).toEqual([])
  })

  it('does not insist that a hook takes the old one back which failed with the new one', async () => {
    const failing = { ...hookRun('hook', 1, 2, OLD_SECRET), result: { exitCode: 1 } }
    const made = await aborting(
      { step: 'delivering', created: idOf(2), targets: [hook] },
      { ...show, ...remove },
      { secrets, exec: () => [failing] },
    )
    expect(await made.go()).toBe(0)
    expect(made.stderr()).toContain('note: the hook hook failed (exit code 1); it had not taken the new one')
    expect(made.left()).toEqual([])
  })

  it('does not run a hook that the rotation had not come to', async () => {
    const made = await aborting(
      { step: 'delivering', created: idOf(2), targets: [hook, { ...hook, command: ['other'] }] },
      { ...show, ...remove },
      { secrets, exec: () => [hookRun('hook', 1, 2, OLD_SECRET)] },
    )
    expect(await made.go()).toBe(0)
    expect(made.left()).toEqual([])
  })

  it('insists on it where the hook had taken the new one', async () => {
    const failing = { ...hookRun('hook', 1, 2, OLD_SECRET), result: { exitCode: 1 } }
    const made = await aborting(
      { step: 'delivered', created: idOf(2), targets: [hook], delivered: 1 },
      show,
      { secrets, exec: () => [failing] },
    )
    expect((await errorOf(made.go)).message).toContain('the hook hook failed')
    expect(made.left()).toMatchObject([{ step: 'aborting' }])
  })

  it('gives the old one back to an engine that has the new one', async () => {
    const home = dockerHome(2)
    const made = await aborting(
      { step: 'delivered', created: idOf(2), targets: engineTarget(home.file) },
      { ...show, ...remove },
      {
        secrets,
        env: home.env,
        engines: ['docker'],
        exec: (pathOf) => [dockerLogin(home, pathOf('docker'), { number: 1, secret: OLD_SECRET })],
      },
    )
    expect(await made.go()).toBe(0)
    expect(home.username()).toBe(`deepgram+${idOf(1)}`)
  })

  it.each([
    ['has the old one still', 1],
    ['has another by now', 3],
    ['was logged out', undefined],
  ])('leaves an engine alone that %s', async (_, number) => {
    const home = dockerHome(number)
    const left = { step: 'delivered' as const, created: idOf(2), targets: engineTarget(home.file) }
    const made = await aborting(left, { ...show, ...remove }, { secrets, env: home.env, engines: ['docker'] })
    expect(await made.go()).toBe(0)
    expect(home.username()).toBe(number === undefined ? undefined : `deepgram+${idOf(number)}`)
  })

  it('forgets a secret that was borrowed, once an engine has it again', async () => {
    const home = dockerHome(2)
    const left = { step: 'delivered' as const, created: idOf(2), borrowed: true }
    const made = await aborting(
      { ...left, targets: engineTarget(home.file) },
      { ...show, ...remove },
      {
        secrets,
        env: home.env,
        engines: ['docker'],
        exec: (pathOf) => [dockerLogin(home, pathOf('docker'), { number: 1, secret: OLD_SECRET })],
      },
    )
    expect(await made.go()).toBe(0)
    expect(made.secrets()).toEqual({})
  })

  it.each([
    ['was logged out', undefined],
    ['has another by now', 3],
  ])('leaves a secret that was borrowed, and is the only one, when docker %s', async (_, number) => {
    const home = dockerHome(number)
    const left = { step: 'delivered' as const, created: idOf(2), borrowed: true }
    const made = await aborting(
      { ...left, targets: engineTarget(home.file) },
      { ...show, ...remove },
      { secrets, env: home.env, engines: ['docker'] },
    )
    expect(await made.go()).toBe(0)
    expect(made.secrets()).toEqual({ [`secret:${idOf(1)}`]: OLD_SECRET })
    expect(made.stderr()).toMatch(/^The secret of .* stays in file .*: no engine here has its login\.$/m)
  })

  it('gives the old one back to who took the new one since, of a kept rotation too', async () => {
    const home = dockerHome(2)
    const left = { step: 'kept' as const, created: idOf(2), keep_old: true, targets: [] }
    const made = await aborting(
      left,
      { ...show, ...remove },
      {
        secrets,
        credential: idOf(1),
        env: home.env,
        engines: ['docker'],
        exec: (pathOf) => [dockerLogin(home, pathOf('docker'), { number: 1, secret: OLD_SECRET })],
      },
    )
    expect(await made.go()).toBe(0)
    expect(home.username()).toBe(`deepgram+${idOf(1)}`)
  })

  it('gives the old one to an engine that was left without a login', async () => {
    const home = dockerHome()
    const left = { step: 'delivering' as const, created: idOf(2), targets: engineTarget(home.file) }
    const made = await aborting(
      left,
      { ...show, ...remove },
      {
        secrets,
        env: home.env,
        engines: ['docker'],
        exec: (pathOf) => [dockerLogin(home, pathOf('docker'), { number: 1, secret: OLD_SECRET })],
      },
    )
    expect(await made.go()).toBe(0)
    expect(home.username()).toBe(`deepgram+${idOf(1)}`)
  })

  it('gives the old one back in the file of the journal, wherever this shell would look', async () => {
    const [home, other] = [dockerHome(2), dockerHome(3)]
    const left = {
      step: 'delivered' as const,
      created: idOf(2),
      targets: engineTarget(home.file),
      delivered: 1,
    }
    const login = (path: string) => dockerLogin(home, path, { number: 1, secret: OLD_SECRET })
    const made = await aborting(
      left,
      { ...show, ...remove },
      {
        secrets,
        env: other.env,
        engines: ['docker'],
        exec: (pathOf) => {
          const { request, effect } = login(pathOf('docker'))
          return [
            {
              request: { ...request, env: { DOCKER_CONFIG: dirname(home.file) } },
              effect: effect as () => void,
            },
          ]
        },
      },
    )
    expect(await made.go()).toBe(0)
    expect([home.username(), other.username()]).toEqual([1, 3].map((number) => `deepgram+${idOf(number)}`))
  })

  it('runs no hook again where that is said', async () => {
    const left = { step: 'delivered' as const, created: idOf(2), targets: [hook], delivered: 1 }
    const made = await aborting(left, { ...show, ...remove }, { secrets, hooks: false })
    expect(await made.go()).toBe(0)
    expect(made.left()).toEqual([])
  })

  it('tells scripts what it undid', async () => {
    const left = { step: 'stored' as const, created: idOf(2) }
    const made = await aborting(left, { ...show, ...remove }, { secrets, flags: { output: 'json' } })
    expect(await made.go()).toBe(0)
    expect(JSON.parse(made.stdout())).toMatchObject([{ undone: 'rotate', old: idOf(1), deleted: idOf(2) }])
  })

  it('leaves a kept one alone that is not named, and undoes one that is', async () => {
    const left = { step: 'kept' as const, created: idOf(2), keep_old: true }
    const all = await aborting(left, {}, { secrets })
    expect(await all.go()).toBe(0)
    expect(all.left()).toHaveLength(1)
    const named = await aborting(left, { ...show, ...remove }, { secrets, credential: idOf(1) })
    expect(await named.go()).toBe(0)
    expect(named.left()).toEqual([])
  })

  it('asks first on a terminal', async () => {
    const question = `Go back to ${idOf(1)}, and delete ${idOf(2)}?`
    const left = { step: 'stored' as const, created: idOf(2) }
    const setup = { secrets, yes: false, isTTY: true }
    const no = await aborting(left, show, { ...setup, questions: [{ confirm: question, answer: false }] })
    expect((await errorOf(no.go)).message).toBe('nothing was deleted')
    expect(no.left()).toMatchObject([{ step: 'stored' }])
  })
})

describe('creds rotate --abort changes nothing', () => {
  it('off a terminal without --yes, before any request', async () => {
    const made = await aborting({ step: 'stored', created: idOf(2) }, {}, { yes: false })
    expect(await errorOf(made.go)).toMatchObject({ code: 'input_required', hint: 'say --yes' })
    expect(made.requests).toEqual([])
  })

  it('when the old one is deleted already', async () => {
    const left = { step: 'deleting' as const, created: idOf(2) }
    const made = await aborting(left, { [routeOf('GET', 1)]: gone }, { secrets })
    expect(await errorOf(made.go)).toMatchObject({
      code: 'failed',
      message: `${idOf(1)} is deleted: the rotation cannot be undone any more`,
      hint: `dgsh creds rotate ${idOf(1)} --resume --yes ends it`,
    })
    expect(made.left()).toMatchObject([{ step: 'deleting' }])
  })

  it('when somebody has the new one, and the secret of the old one is not known', async () => {
    const left = { step: 'delivering' as const, created: idOf(2), targets: [hook] }
    const made = await aborting(left, show, { secrets: { 2: SECRET } })
    expect(await errorOf(made.go)).toMatchObject({
      message: `the secret of ${idOf(1)} is not known, so it cannot be given back`,
      hint: `dgsh creds rotate ${idOf(1)} --abort --yes --without-exec leaves the hooks to you`,
    })
    expect(made.left()).toMatchObject([{ step: 'delivering' }])
    expect(made.secrets()).toEqual({ [`secret:${idOf(2)}`]: SECRET })
  })

  it('when the new one is in use where the old one cannot be put', async () => {
    const home = dockerHome()
    home.logInPodman(2)
    const left = { step: 'kept' as const, created: idOf(2), keep_old: true }
    const made = await aborting(left, show, { secrets, credential: idOf(1), env: home.env })
    expect(await errorOf(made.go)).toMatchObject({
      code: 'failed',
      message: expect.stringMatching(
        new RegExp(`^${idOf(2)} is in use by .*, where dgsh cannot put another$`),
      ),
    })
    expect(made.left()).toMatchObject([{ step: 'kept' }])
  })

  it('when the new one is the old one of another rotation', async () => {
    const first = operation({ step: 'kept', created: idOf(2), keep_old: true })
    const next = operation({ id: 'left-0002', old: idOf(2), step: 'kept', created: idOf(3), keep_old: true })
    const made = await aborting({}, show, { operations: [first, next], credential: idOf(1), secrets })
    expect(await errorOf(made.go)).toMatchObject({
      message: expect.stringContaining(`${idOf(2)} was itself rotated since`),
      hint: `dgsh creds rotate ${idOf(2)} --abort --yes undoes that first`,
    })
    expect(made.left()).toHaveLength(2)
  })

  it('with --yes, when it cannot be known who has the new one', async () => {
    const home = dockerHome()
    writeFileSync(home.file, '{"auths":')
    const left = { step: 'kept' as const, created: idOf(2), keep_old: true }
    const made = await aborting(left, show, { secrets, credential: idOf(1), env: home.env })
    expect((await errorOf(made.go)).message).toMatch(/^whether .* is in use cannot be known: /)
    expect(made.left()).toMatchObject([{ step: 'kept' }])
  })

  it('when the text that names one fits several', async () => {
    const twin = operation({ id: 'left-0002', old: `${idOf(1).slice(0, -1)}9` })
    const made = await aborting({}, {}, { operations: [operation(), twin], credential: '00000001' })
    expect((await errorOf(made.go)).code).toBe('usage')
    expect(made.left()).toHaveLength(2)
  })

  it('when no rotation of the one that is named was left', async () => {
    const made = await aborting({}, {}, { credential: '99999999' })
    expect((await errorOf(made.go)).code).toBe('credential_not_found')
  })
})

describe('an abort that was interrupted', () => {
  it('goes on, though the secret of the old one is not known, when nothing was delivered', async () => {
    const left = { step: 'accepted' as const, created: idOf(2), targets: [hook] }
    const failing = { ...show, [routeOf('DELETE', 2)]: [{ status: 403 }, { status: 204 }] }
    const made = await aborting(left, failing, { secrets: { 2: SECRET } })
    expect((await errorOf(made.go)).code).toBe('not_permitted')
    expect(made.left()).toMatchObject([{ step: 'aborting' }])
    expect(await made.go()).toBe(0)
    expect(made.left()).toEqual([])
  })

  it('goes on when all is done but the end: the borrowed secret is gone by then', async () => {
    const points: string[] = []
    const left = { step: 'delivering' as const, created: idOf(2), targets: [hook], borrowed: true }
    const made = await aborting(
      left,
      { ...show, [routeOf('DELETE', 2)]: [{ status: 204 }, gone], [LIST]: listOf(listEntry(1)) },
      {
        secrets,
        env: dockerHome(1).env,
        engines: ['docker'],
        exec: () => [hookRun('hook', 1, 2, OLD_SECRET)],
        checkpoint(point) {
          points.push(point)
          if (points.filter((each) => each === 'before the end').length === 1 && point === 'before the end')
            throw new Error('killed')
        },
      },
    )
    await expect(made.go()).rejects.toThrow('killed')
    expect(await made.go()).toBe(0)
    expect([made.left(), made.secrets()]).toEqual([[], {}])
  })
})
