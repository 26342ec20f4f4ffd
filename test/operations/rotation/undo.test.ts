import { writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { aborting, hook, secrets, show } from '../../commands/creds/rotate/aborting.ts'
import { hookRun, OLD_SECRET } from '../../commands/creds/rotate/rotation.ts'
import { dockerHome } from '../../helpers/docker-home.ts'
import { operation } from '../../helpers/operations.ts'
import { idOf, listEntry, SECRET } from '../../helpers/samples.ts'
import { gone, LIST, listOf, routeOf } from '../../helpers/scripted-lifecycle.ts'
import { errorOf } from '../../helpers/thrown.ts'

describe('creds rotate --abort changes nothing', () => {
  it('off a terminal without --yes, before any request', async () => {
    const made = await aborting({ step: 'stored', created: idOf(2) }, {}, { yes: false })
    expect(await errorOf(made.go)).toMatchObject({ code: 'input_required', hint: 'pass --yes' })
    expect(made.requests).toEqual([])
  })

  it('when the old one is deleted already', async () => {
    const left = { step: 'deleting' as const, created: idOf(2) }
    const made = await aborting(left, { [routeOf('GET', 1)]: gone }, { secrets })
    expect(await errorOf(made.go)).toMatchObject({
      code: 'failed',
      message: 'Number 1 (00000001) is deleted: its rotation can no longer be undone',
      hint: 'to finish it: dgsh creds rotate 00000001 --resume --yes',
    })
    expect(made.left()).toMatchObject([{ step: 'deleting' }])
  })

  it('when somebody has the new one, and the secret of the old one is not known', async () => {
    const left = { step: 'delivering' as const, created: idOf(2), targets: [hook] }
    const made = await aborting(left, show, { secrets: { 2: SECRET } })
    expect(await errorOf(made.go)).toMatchObject({
      message: 'the secret of Number 1 (00000001) is lost, so no login can go back to it',
      hint: 'to undo without running the hooks: dgsh creds rotate 00000001 --abort --yes --without-exec',
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
      message: expect.stringMatching(/^Number 1 \(00000002\) is used by .*, where dgsh cannot replace it$/),
    })
    expect(made.left()).toMatchObject([{ step: 'kept' }])
  })

  it('when the new one is the old one of another rotation', async () => {
    const first = operation({ step: 'kept', created: idOf(2), keep_old: true })
    const next = operation({ id: 'left-0002', old: idOf(2), step: 'kept', created: idOf(3), keep_old: true })
    const made = await aborting({}, show, { operations: [first, next], credential: idOf(1), secrets })
    expect(await errorOf(made.go)).toMatchObject({
      message: expect.stringContaining('Number 1 (00000002) has itself been rotated since'),
      hint: 'undo that first: dgsh creds rotate 00000002 --abort --yes',
    })
    expect(made.left()).toHaveLength(2)
  })

  it('with --yes, when it cannot be known who has the new one', async () => {
    const home = dockerHome()
    writeFileSync(home.file, '{"auths":')
    const left = { step: 'kept' as const, created: idOf(2), keep_old: true }
    const made = await aborting(left, show, { secrets, credential: idOf(1), env: home.env })
    expect((await errorOf(made.go)).message).toMatch(/^cannot tell whether 00000002 is in use: /)
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
