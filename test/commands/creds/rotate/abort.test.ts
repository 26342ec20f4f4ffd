import { dirname } from 'node:path'
import { describe, expect, it } from 'vitest'
import { dockerHome, dockerLogin } from '../../../helpers/docker-home.ts'
import { SUCCESSOR_COMMENT } from '../../../helpers/operations.ts'
import { idOf, listEntry } from '../../../helpers/samples.ts'
import { LIST, listOf } from '../../../helpers/scripted-lifecycle.ts'
import { errorOf } from '../../../helpers/thrown.ts'
import { aborting, backIn, engineTarget, hook, remove, secrets, show } from './aborting.ts'
import { hookRun, OLD_SECRET } from './rotation.ts'

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
    expect(made.stderr()).toBe(
      'Undoing the rotation of Number 1 (00000001)\n✓ undone    the rotation of Number 1 (00000001)\n',
    )
  })

  it('deletes the new one and its secret when nothing was delivered', async () => {
    const made = await aborting({ step: 'stored', created: idOf(2) }, { ...show, ...remove }, { secrets })
    expect(await made.go()).toBe(0)
    expect(made.asked()).toEqual(['GET 00000001', 'DELETE 00000002', 'GET list'])
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
    expect(made.asked()).toEqual(['GET 00000001', 'GET list', 'DELETE 00000002', 'GET list'])
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
    expect(made.stderr()).toContain(
      'note: the hook hook failed (exit code 1); it had probably not taken the successor either',
    )
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
      backIn(home),
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
      backIn(home),
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
    expect(made.stderr()).toMatch(
      /^✓ secret {4}of 00000001 is kept in \S+store\.json: no engine here is logged in with it$/m,
    )
  })

  it('gives the old one back to who took the new one since, of a kept rotation too', async () => {
    const home = dockerHome(2)
    const left = { step: 'kept' as const, created: idOf(2), keep_old: true, targets: [] }
    const made = await aborting(left, { ...show, ...remove }, { ...backIn(home), credential: idOf(1) })
    expect(await made.go()).toBe(0)
    expect(home.username()).toBe(`deepgram+${idOf(1)}`)
  })

  it('gives the old one to an engine that was left without a login', async () => {
    const home = dockerHome()
    const left = { step: 'delivering' as const, created: idOf(2), targets: engineTarget(home.file) }
    const made = await aborting(left, { ...show, ...remove }, backIn(home))
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
    const question = 'Go back to Number 1 (00000001), and delete its successor 00000002?'
    const left = { step: 'stored' as const, created: idOf(2) }
    const setup = { secrets, yes: false, isTTY: true }
    const no = await aborting(left, show, { ...setup, questions: [{ confirm: question, answer: false }] })
    expect((await errorOf(no.go)).message).toBe('nothing was deleted')
    expect(no.left()).toMatchObject([{ step: 'stored' }])
  })
})
