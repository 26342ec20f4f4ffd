import { hostname } from 'node:os'
import { describe, expect, it } from 'vitest'
import type { RotateOptions } from '../../../src/commands/creds/rotate/rotate.ts'
import { choosePrevious } from '../../../src/operations/rotation/choose-previous.ts'
import { OPTIONS } from '../../commands/creds/rotate/options.ts'
import { NOW } from '../../helpers/context.ts'
import { dockerHome } from '../../helpers/docker-home.ts'
import { operation } from '../../helpers/operations.ts'
import { idOf, listEntry, SECRET } from '../../helpers/samples.ts'
import { LIST, type LifecycleSetup, lifecycleContext, listOf } from '../../helpers/scripted-lifecycle.ts'
import { errorOf } from '../../helpers/thrown.ts'

const DAY = 86_400_000
const daysOld = (number: number, days: number) =>
  listEntry(number, { created: new Date(NOW.getTime() - days * DAY).toISOString() })

async function choosing(entries: object[], changes: Partial<RotateOptions>, setup: LifecycleSetup = {}) {
  const env = { ...dockerHome().env, ...setup.env }
  const made = await lifecycleContext({ [LIST]: listOf(...entries) }, { ...setup, env })
  const choose = () => choosePrevious({ ...OPTIONS, ...changes }, made.context)
  return { ...made, choose, ids: async () => (await choose()).map(({ id }) => id) }
}

describe('the credential that is named', () => {
  const entries = [listEntry(1), listEntry(2)]
  const named = (setup: LifecycleSetup = {}) => choosing(entries, { credential: '00000001' }, setup)

  it('is the one to rotate, known here or not', async () => {
    expect(await (await named()).ids()).toEqual([idOf(1)])
  })

  it.each<[reason: string, changes: object, message: string, hint: RegExp]>([
    [
      'is only kept for a while',
      { step: 'kept', created: idOf(2) },
      'Number 1 (00000001) is already rotated, and kept for now',
      /successor is Number 1 \(00000002\)\nto delete .*: dgsh creds rotate 00000001 --finish --yes\n.*--abort --yes$/,
    ],
    [
      'was left unfinished',
      {},
      'a rotation of Number 1 (00000001) was left unfinished',
      /^to resume: .* --resume --yes\n/,
    ],
    [
      'is the new one of a rotation that still needs it',
      { old: idOf(3), created: idOf(1), step: 'delivering' },
      'a rotation of Number 1 (00000003) was left unfinished',
      /--resume/,
    ],
    [
      'is being rotated',
      { runner: { pid: 99, host: 'elsewhere.example', since: '' }, written: NOW.toISOString() },
      'a rotation of Number 1 (00000001) is running',
      /wait for it to end/,
    ],
    [
      'was being rotated by a process that ended',
      { runner: { pid: 99, host: hostname(), since: '' } },
      'a rotation of Number 1 (00000001) was left unfinished',
      /\nto undo: .* --abort --yes$/,
    ],
  ])('is refused when it %s', async (_, changes, message, hint) => {
    const { choose } = await named({ operations: [operation(changes)] })
    expect(await errorOf(choose)).toMatchObject({
      code: 'failed',
      message,
      hint: expect.stringMatching(hint),
    })
  })
})

describe('--older-than', () => {
  const olderThan = 90 * DAY
  const entries = [daysOld(1, 89), daysOld(2, 91), daysOld(3, 400), daysOld(4, 90)]
  /** docker has the second, podman the third. */
  const home = () => {
    const made = dockerHome(2)
    made.logInPodman(3)
    return { env: made.env, engines: ['docker', 'podman'] as const }
  }

  it('takes those that are older, not those that are just as old, the oldest first', async () => {
    const { ids, stderr } = await choosing(entries, { olderThan }, home())
    expect(await ids()).toEqual([idOf(3), idOf(2)])
    expect(stderr()).toBe('')
  })

  it.each<[string, Partial<RotateOptions>, LifecycleSetup]>([
    ['the store alone uses', {}, { secrets: { 1: SECRET, 3: SECRET, 5: SECRET } }],
    ['nobody uses, also with --exec', { hooks: [['a']] }, {}],
  ])('leaves those that %s, and tells of them', async (_, changes, setup) => {
    const { env } = dockerHome(2)
    const engines = ['docker'] as const
    const all = [...entries, daysOld(5, 100)]
    const made = await choosing(all, { olderThan, ...changes }, { ...setup, env, engines })
    expect(await made.ids()).toEqual([idOf(2)])
    expect(made.stderr()).toMatch(
      /^note: 2 more are old enough, but no login on this machine uses them; rotate them /,
    )
  })

  it('leaves one that it cannot replace everywhere, so that the others go on', async () => {
    const made = dockerHome(2)
    made.logInPodman(3, 'mirror.invalid')
    const setup = { env: made.env, engines: ['docker', 'podman'] as const }
    const { ids, stderr } = await choosing(entries, { olderThan }, setup)
    expect(await ids()).toEqual([idOf(2)])
    expect(stderr()).toMatch(
      /^note: 1 more is old enough, but dgsh cannot replace every login of it; rotate it /,
    )
  })

  it('passes over those that are rotated already', async () => {
    const operations = [operation({ old: idOf(3), step: 'kept', created: idOf(1) })]
    const { ids } = await choosing(entries, { olderThan }, { ...home(), operations })
    expect(await ids()).toEqual([idOf(2)])
  })

  it('says that there is nothing to do', async () => {
    const { ids, stderr } = await choosing([daysOld(1, 1)], { olderThan })
    expect(await ids()).toEqual([])
    expect(stderr()).toBe('note: nothing to rotate\n')
  })
})
