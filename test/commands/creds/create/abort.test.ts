import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { idOf, SECRET } from '../../../helpers/samples.ts'
import { gone, LIST, type LifecycleSetup, routeOf, type Script } from '../../../helpers/scripted-lifecycle.ts'
import { temporaryDirectory } from '../../../helpers/temporary.ts'
import { errorOf } from '../../../helpers/thrown.ts'
import { both, DELETE_IT, deletion, going, left, onlyOld, stored, wanted } from './unfinished.ts'

describe('creds create --abort', () => {
  const aborting = (script: Script, setup: LifecycleSetup = {}, yes = true) =>
    going('abort', script, setup, { yes })

  it('deletes credential and secret', async () => {
    const made = await aborting(deletion, { operations: [stored], secrets: { 1: 'OTHER', 2: SECRET } })
    expect(await made.go()).toBe(0)
    expect(made.asked()).toEqual(['DELETE 00000002', 'GET list'])
    expect(made.secrets()).toEqual({ [`secret:${idOf(1)}`]: 'OTHER' })
    expect(made.left()).toEqual([])
    expect(made.stderr()).toMatch(
      /^✓ deleted {3}Number 2 \(00000002\)\n✓ undone {4}the creation of "Number 2" \(2025-06-28 20:00 UTC\)\n$/,
    )
  })

  it('minds no credential that is gone', async () => {
    const made = await aborting({ [routeOf('DELETE', 2)]: gone, [LIST]: onlyOld }, { operations: [stored] })
    expect(await made.go()).toBe(0)
    expect(made.left()).toEqual([])
  })

  it.each<[string, LifecycleSetup]>([
    ['whose id and secret are known', { operations: [left({ created: idOf(2) })], secrets: { 2: SECRET } }],
    ['whose id is known', { operations: [left({ created: idOf(2) })] }],
    ['that is given up on a terminal', { isTTY: true, questions: [{ confirm: DELETE_IT, answer: true }] }],
  ])('deletes one whose request was not known to have ended, %s', async (_, setup) => {
    const certain = setup.operations !== undefined
    const made = await aborting({ ...(certain ? {} : { [LIST]: both }), ...deletion }, setup)
    expect(await made.go()).toBe(0)
    expect(made.asked()).toEqual([...(certain ? [] : ['GET list']), 'DELETE 00000002', 'GET list'])
    expect([made.left(), made.secrets()]).toEqual([[], {}])
  })

  it.each<[string, LifecycleSetup]>([
    ['off a terminal, also with --yes', {}],
    ['after a no', { isTTY: true, questions: [{ confirm: DELETE_IT, answer: false }] }],
  ])('leaves what may be in use elsewhere %s, and says so', async (_, setup) => {
    const made = await aborting({ [LIST]: both }, setup)
    expect(await made.go()).toBe(0)
    expect([made.asked(), made.left()]).toEqual([['GET list'], []])
    expect(made.stderr()).toContain(
      'Number 2 (00000002) has the same comment, and its secret is not stored here: created 2025-06-28 20:01 UTC, ada@example.com, api, engine.\n',
    )
    expect(made.stderr()).toContain(
      'note: Number 2 (00000002) is kept; if nobody uses it: dgsh creds delete 00000002',
    )
  })

  it('leaves what another dgsh keeps in the same store', async () => {
    const made = await aborting({ [LIST]: both }, { secrets: { 2: SECRET } })
    expect(await made.go()).toBe(0)
    expect([made.asked(), made.left()]).toEqual([['GET list'], []])
    expect(made.secrets()).toHaveProperty(`secret:${idOf(2)}`)
  })

  it('undoes that one only which the comment names', async () => {
    const other = left({ id: 'left-0002', step: 'begun', wanted: { ...wanted, comment: 'Other' } })
    const made = await going('abort', {}, { operations: [left(), other] }, { yes: true, comment: 'Other' })
    expect(await made.go()).toBe(0)
    expect(made.left()).toMatchObject([{ id: 'left-0001' }])
  })

  it('tells scripts what it undid', async () => {
    const setup = { operations: [stored], flags: { output: 'json' } }
    const made = await aborting(deletion, setup)
    expect(await made.go()).toBe(0)
    expect(JSON.parse(made.stdout())).toEqual([
      { undone: 'create', old: null, deleted: idOf(2), comment: 'Number 2' },
    ])
    const nothing = await aborting({}, { operations: [], flags: { output: 'json' } })
    expect(await nothing.go()).toBe(0)
    expect(nothing.stdout()).toBe('[]\n')
  })

  it('makes no request when nothing had been asked for, and asks nothing', async () => {
    const path = join(temporaryDirectory(), 'secret')
    writeFileSync(path, '')
    const made = await aborting({}, { operations: [left({ step: 'begun', secret_file: path })] }, false)
    expect(await made.go()).toBe(0)
    expect([made.asked(), made.left(), existsSync(path)]).toEqual([[], [], false])
  })

  it('deletes nothing off a terminal without --yes', async () => {
    const made = await aborting({}, { operations: [stored], secrets: { 2: SECRET } }, false)
    expect(await errorOf(made.go)).toMatchObject({ code: 'input_required', hint: 'pass --yes' })
    expect(made.left()).toMatchObject([{ step: 'stored' }])
    expect(made.secrets()).toEqual({ [`secret:${idOf(2)}`]: SECRET })
  })

  it('stays an abort when the deletion fails', async () => {
    const made = await aborting({ [routeOf('DELETE', 2)]: { status: 403 } }, { operations: [stored] })
    expect((await errorOf(made.go)).code).toBe('not_permitted')
    expect(made.left()).toMatchObject([{ step: 'aborting', created: idOf(2) }])
  })

  it('goes on with the others when one fails', async () => {
    const operations = [stored, left({ id: 'left-0002', step: 'stored', created: idOf(3) })]
    const script = { [routeOf('DELETE', 2)]: { status: 403 }, [routeOf('DELETE', 3)]: { status: 204 } }
    const made = await aborting(script, { operations })
    expect((await errorOf(made.go)).code).toBe('not_permitted')
    expect(made.left()).toMatchObject([{ created: idOf(2) }])
  })
})
