import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { toRecord } from '../../src/journal/operation-file.ts'
import { fromElsewhere, journalOf } from '../helpers/journal.ts'
import { creation, leaveOperations, operation, operationsIn, rotation } from '../helpers/operations.ts'
import { errorOf } from '../helpers/thrown.ts'

const LIVING = [10, 11]

/** An operation that this process was at, and that another one has taken meanwhile. */
async function takenOver() {
  const { journal, state, points } = journalOf({ living: LIVING })
  leaveOperations(state, operation({ step: 'requested' }))
  const log = await journal.take(rotation())
  leaveOperations(state, toRecord(fromElsewhere({ ...log.operation, step: 'accepted' })))
  return { log, state, points, found: operationsIn(state) }
}

const WENT_ON = {
  code: 'failed',
  message: 'another dgsh went on with this rotation meanwhile',
  hint: 'wait for it to end; if it was interrupted: dgsh creds rotate --resume',
}

describe('an operation that another dgsh went on with', () => {
  it('is not written to', async () => {
    const { log, state, points, found } = await takenOver()
    expect(await errorOf(() => log.write({ step: 'stored', created: 'mine' }))).toMatchObject(WENT_ON)
    expect(operationsIn(state)).toEqual(found)
    expect(log.operation.step).toBe('requested')
    expect(points).not.toContain('after stored')
  })

  it('is not removed', async () => {
    const { log, state, points, found } = await takenOver()
    expect(await errorOf(() => log.close())).toMatchObject(WENT_ON)
    expect(operationsIn(state)).toEqual(found)
    expect(points).not.toContain('after the end')
  })

  it('is that of the one of two processes of this machine that took it last', async () => {
    const { journal, state } = journalOf({ own: 10, living: [11] })
    const { journal: other } = journalOf({ state, own: 11, living: [11] })
    leaveOperations(state, operation())
    const [first, second] = [await journal.take(rotation()), await other.take(rotation())]
    expect(await errorOf(() => first.write({ step: 'requested' }))).toMatchObject(WENT_ON)
    await second.write({ step: 'requested' })
    await second.close()
    expect(operationsIn(state)).toEqual([])
  })

  it('has to be taken anew when its runner was removed by hand', async () => {
    const { journal, state } = journalOf()
    leaveOperations(state, operation())
    const log = await journal.take(rotation())
    const { runner: _, ...freed } = log.operation
    leaveOperations(state, toRecord(freed))
    expect(await errorOf(() => log.write({ step: 'requested' }))).toMatchObject(WENT_ON)
    expect(operationsIn(state)).toEqual([toRecord(freed)])
  })

  it('is named as what it is', async () => {
    const { journal, state } = journalOf()
    leaveOperations(state, operation({ kind: 'create', old: undefined }))
    const log = await journal.take(creation())
    leaveOperations(state, toRecord(fromElsewhere(log.operation)))
    expect(await errorOf(() => log.write({ step: 'requested' }))).toMatchObject({
      message: 'another dgsh went on with this creation meanwhile',
      hint: expect.stringContaining('dgsh creds create --resume'),
    })
  })
})

describe('an operation whose file is gone', () => {
  const gone = async (change: (path: string) => void) => {
    const { journal, state } = journalOf()
    leaveOperations(state, operation())
    const log = await journal.take(rotation())
    change(join(state, 'journal', 'left-0001.json'))
    return { log, state }
  }

  it.each<[how: string, change: (path: string) => void]>([
    ['removed', (path) => rmSync(path)],
    ['emptied', (path) => writeFileSync(path, '{}')],
  ])('%s, is not begun again', async (_, change) => {
    const { log, state } = await gone(change)
    expect(await errorOf(() => log.write({ step: 'requested' }))).toMatchObject({
      code: 'failed',
      message: 'this rotation is not in the journal any more: another dgsh ended it, or its file was removed',
      hint: 'to see what there is now: dgsh creds list',
    })
    expect(operationsIn(state).filter((found) => found !== undefined)).toEqual([])
  })

  it('is at its end all the same', async () => {
    const { log, state } = await gone((path) => rmSync(path))
    await log.close()
    expect(readdirSync(join(state, 'journal'))).toEqual([])
  })
})
