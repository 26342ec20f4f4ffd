import { mkdirSync, rmdirSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { withFileLock } from '../../src/settings/file-lock.ts'
import { temporaryDirectory } from '../helpers/temporary.ts'
import { errorOf } from '../helpers/thrown.ts'

const somePath = () => join(temporaryDirectory(), 'file.json')

describe('withFileLock', () => {
  it('gives what the action gives, and needs no file', async () => {
    expect(await withFileLock(somePath(), async () => 'done')).toBe('done')
  })

  it('lets one after the other act', async () => {
    const path = somePath()
    const events: string[] = []
    const act = (name: string) =>
      withFileLock(path, async () => {
        events.push(`${name} begins`)
        await sleep(20)
        events.push(`${name} ends`)
      })
    await Promise.all([act('a'), act('b'), act('c')])
    expect(events.filter((_, index) => index % 2 === 0).map((event) => event[0])).toHaveLength(3)
    for (const [index, event] of events.entries())
      if (index % 2 === 0) expect(events[index + 1]).toBe(event.replace('begins', 'ends'))
  })

  it('gives up at once without patience, and says how to go on', async () => {
    const path = somePath()
    await withFileLock(path, async () => {
      const started = performance.now()
      const error = await errorOf(() => withFileLock(path, async () => {}, { patience: 0 }))
      expect(performance.now() - started).toBeLessThan(1000)
      expect(error).toMatchObject({ code: 'file_locked', message: `${path} is locked by another dgsh` })
      expect(error.hint).toContain(`remove ${path}.lock`)
    })
  })

  it('waits as long as it is told', async () => {
    const path = somePath()
    mkdirSync(`${path}.lock`)
    const started = performance.now()
    expect((await errorOf(() => withFileLock(path, async () => {}, { patience: 200 }))).code).toBe(
      'file_locked',
    )
    expect(performance.now() - started).toBeGreaterThan(150)
  })

  it('takes the lock of one that was killed', async () => {
    const path = somePath()
    mkdirSync(`${path}.lock`)
    const longAgo = new Date(Date.now() - 60_000)
    utimesSync(`${path}.lock`, longAgo, longAgo)
    expect(await withFileLock(path, async () => 'done', { patience: 0 })).toBe('done')
  })

  it('lets go also when the action fails', async () => {
    const path = somePath()
    const failing = withFileLock(path, async () => {
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await withFileLock(path, async () => 'done', { patience: 0 })).toBe('done')
  })

  it('does not wait for what no waiting mends', async () => {
    const path = join(temporaryDirectory(), 'missing', 'file.json')
    await expect(withFileLock(path, async () => {})).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('tells the action when the lock was lost meanwhile', async () => {
    const path = somePath()
    const acting = withFileLock(path, async (requireLock) => {
      requireLock()
      rmdirSync(`${path}.lock`)
      // The lock gives a sign of life every two and a half seconds, and is missed then.
      await sleep(3500)
      requireLock()
    })
    await expect(acting).rejects.toThrow(/lock/i)
  })
})
