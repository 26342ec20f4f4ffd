import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { fromRecord, toRecord } from '../../src/journal/operation-file.ts'
import { NOW, testContext } from '../helpers/context.ts'
import { fromElsewhere, journalOf } from '../helpers/journal.ts'
import { leaveOperations, operation, operationsIn, rotation } from '../helpers/operations.ts'
import { errorOf } from '../helpers/thrown.ts'

const at = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000).toISOString()
const minutesAgo = (minutes: number) => at(-minutes)

/** An operation that a process has just taken which was left an hour ago. */
async function taken() {
  const made = journalOf()
  leaveOperations(made.state, operation({ step: 'requested', written: minutesAgo(60) }))
  const path = join(made.state, 'journal', 'left-0001.json')
  return { ...made, path, log: await made.journal.take(rotation()) }
}

describe('a runner on another machine', () => {
  it('is not taken for gone when it has just taken what was left long ago', async () => {
    const { journal, state } = journalOf()
    leaveOperations(state, operation({ written: minutesAgo(60) }))
    const { operation: taken } = await journal.take(rotation())
    expect(journal.isRunning(fromElsewhere(taken))).toBe(true)
    expect(operationsIn(state)).toEqual([toRecord(taken)])
  })

  it('leaves the time of the last step as it was', async () => {
    const { journal, state } = journalOf()
    leaveOperations(state, operation({ written: minutesAgo(60) }))
    await journal.take(rotation())
    expect(operationsIn(state)).toMatchObject([{ written: minutesAgo(60), seen: NOW.toISOString() }])
  })

  it('shows that it is there with each step', async () => {
    const { journal, pass } = journalOf()
    const log = await journal.begin(rotation())
    pass(9)
    await log.write({ step: 'requested' })
    pass(9)
    expect(journal.isRunning(fromElsewhere(log.operation))).toBe(true)
    pass(1)
    expect(journal.isRunning(fromElsewhere(log.operation))).toBe(false)
  })
})

describe('while an operation is open', () => {
  it('its runner shows each minute that it is there, and nothing else changes', async () => {
    const { journal, state, log, points, pass, beat } = await taken()
    const told = [...points]
    for (const minutes of [9, 18, 27]) {
      pass(9)
      await beat()
      expect(operationsIn(state)).toEqual([toRecord({ ...log.operation, seen: at(minutes) })])
    }
    pass(9)
    const [found = operation()] = operationsIn(state)
    expect(journal.isRunning(fromElsewhere(fromRecord(found)))).toBe(true)
    expect(points).toEqual(told)
  })

  it('a new one is also shown', async () => {
    const { journal, state, pass, beat } = journalOf()
    await journal.begin(rotation())
    pass(1)
    await beat()
    expect(operationsIn(state)).toMatchObject([{ step: 'begun', written: at(0), seen: at(1) }])
  })

  it('no step is put back, whichever comes first', async () => {
    const { state, log, beat } = await taken()
    await Promise.all([beat(), log.write({ step: 'stored', created: 'new-id' })])
    expect(operationsIn(state)).toEqual([toRecord(log.operation)])
    await Promise.all([log.write({ step: 'accepted' }), beat()])
    expect(operationsIn(state)).toEqual([toRecord(log.operation)])
    expect(log.operation).toMatchObject({ step: 'accepted', created: 'new-id' })
  })

  it('what cannot be written is only a debug line, and is tried again', async () => {
    const { state, path, log, points, pass, beat } = await taken()
    rmSync(path)
    mkdirSync(path)
    await beat()
    expect(points.at(-1)).toBe(`journal: not renewed: ${path} cannot be read (EISDIR)`)
    rmSync(path, { recursive: true })
    leaveOperations(state, toRecord(log.operation))
    pass(1)
    await beat()
    expect(operationsIn(state)).toMatchObject([{ seen: at(1) }])
  })

  it('nothing is shown in the name of another one that took it over', async () => {
    const { state, log, pass, beat, beating } = await taken()
    const theirs = toRecord(fromElsewhere(log.operation))
    leaveOperations(state, theirs)
    pass(1)
    await beat()
    expect(operationsIn(state)).toEqual([theirs])
    expect(beating()).toBe(0)
  })

  it('a file that is gone stays gone', async () => {
    const { state, path, beat, beating } = await taken()
    rmSync(path)
    await beat()
    expect(readdirSync(join(state, 'journal'))).toEqual([])
    expect(beating()).toBe(0)
  })
})

describe('nothing is shown any more', () => {
  it('after the end', async () => {
    const { state, log, beating } = await taken()
    expect(beating()).toBe(1)
    await log.close()
    expect(beating()).toBe(0)
    expect(operationsIn(state)).toEqual([])
  })

  it.each<[order: string, atOnce: (log: () => Promise<void>, beat: () => Promise<void>) => Promise<void>[]]>([
    ['before', (close, beat) => [beat(), close()]],
    ['after', (close, beat) => [close(), beat()]],
  ])('when it was the time for it just %s the end', async (_, atOnce) => {
    const { state, log, beat } = await taken()
    await Promise.all(atOnce(() => log.close(), beat))
    expect(readdirSync(join(state, 'journal'))).toEqual([])
  })

  it('after an end that could not be written', async () => {
    const { path, log, beating } = await taken()
    rmSync(path)
    mkdirSync(path)
    await errorOf(() => log.close())
    expect(beating()).toBe(0)
  })

  it('of one that failed and was let go: it stays in the journal as it is', async () => {
    const { journal, state, log, pass, beat, beating } = await taken()
    log.release()
    log.release()
    pass(10)
    await beat()
    expect(beating()).toBe(0)
    expect(operationsIn(state)).toEqual([toRecord(log.operation)])
    expect(journal.isRunning(fromElsewhere(log.operation))).toBe(false)
  })
})

describe('the timer of the program', () => {
  it('keeps no process alive, and ends with the operation', async () => {
    const [set, clear] = [vi.spyOn(globalThis, 'setInterval'), vi.spyOn(globalThis, 'clearInterval')]
    const log = await (await testContext().context.journal()).begin(rotation())
    const [timer] = set.mock.results.flatMap(({ value }, index) =>
      set.mock.calls[index]?.[1] === 60_000 ? [value as NodeJS.Timeout] : [],
    )
    expect(timer?.hasRef()).toBe(false)
    await log.close()
    expect(clear).toHaveBeenCalledWith(timer)
    vi.restoreAllMocks()
  })
})
