import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { journalDirectory, openJournal } from '../../src/journal/journal.ts'
import { entrySchema, fromRecord, operationFile, toRecord } from '../../src/journal/operation-file.ts'
import { describeRunner } from '../../src/journal/runner.ts'
import { openJsonFile } from '../../src/settings/json-file.ts'
import { NOW } from '../helpers/context.ts'
import { journalOf } from '../helpers/journal.ts'
import { creation, leaveOperations, operation, operationsIn, rotation } from '../helpers/operations.ts'
import { idOf } from '../helpers/samples.ts'
import { temporaryDirectory } from '../helpers/temporary.ts'
import { errorOf } from '../helpers/thrown.ts'

const minutesAgo = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000).toISOString()

const fresh = rotation({ id: idOf(1) })

describe('begin', () => {
  it('writes the first line, with who is at it', async () => {
    const { journal, state } = journalOf({ own: process.pid })
    const log = await journal.begin(fresh)
    const runner = describeRunner({ own: process.pid, exists: () => true })
    const at = NOW.toISOString()
    expect(operationsIn(state)).toEqual([{ ...toRecord(fresh), written: at, seen: at, runner }])
    expect(toRecord(log.operation)).toEqual(operationsIn(state)[0])
  })

  it('writes for the owner only, each operation into a file of its own', async () => {
    const { journal, state } = journalOf()
    const another = { ...fresh, id: idOf(2), previous: idOf(2) }
    const logs = [await journal.begin(fresh), await journal.begin(another)]
    const directory = join(state, 'journal')
    expect(statSync(directory).mode & 0o777).toBe(0o700)
    expect(readdirSync(directory).sort()).toEqual(logs.map((log) => `${log.operation.id}.json`).sort())
    for (const name of readdirSync(directory))
      expect(statSync(join(directory, name)).mode & 0o777).toBe(0o600)
  })

  it('refuses a second rotation of the same credential, and leaves the first alone', async () => {
    const { journal, state } = journalOf()
    await journal.begin(fresh)
    const first = operationsIn(state)
    expect(await errorOf(() => journal.begin(fresh))).toMatchObject({
      code: 'failed',
      message: `another dgsh is rotating ${fresh.previous}`,
    })
    expect(operationsIn(state)).toEqual(first)
  })

  it('begins any number of creations', async () => {
    const { journal, state } = journalOf()
    await Promise.all(['a', 'b'].map((id) => journal.begin(creation({ id }))))
    expect(operationsIn(state)).toHaveLength(2)
  })

  it('throws where it cannot be written', async () => {
    const state = temporaryDirectory()
    writeFileSync(join(state, 'journal'), '')
    expect((await errorOf(() => journalOf({ state }).journal.begin(fresh))).code).toBe('file_unusable')
  })
})

describe('write and close', () => {
  it('keep in the file how far it is, and forget it at the end', async () => {
    const { journal, state } = journalOf()
    const log = await journal.begin(fresh)
    await log.write({ step: 'requested' })
    await log.write({ step: 'stored', created: 'new-id' })
    expect(operationsIn(state)).toMatchObject([{ step: 'stored', created: 'new-id', old: fresh.previous }])
    expect(toRecord(log.operation)).toEqual(operationsIn(state)[0])
    await log.close()
    expect(operationsIn(state)).toEqual([])
    expect(await journal.list()).toEqual([])
  })

  it('tell of each point before and after it is in the file', async () => {
    const { journal, points } = journalOf()
    const log = await journal.begin(fresh)
    await log.write({ step: 'delivering', delivered: 1 })
    await log.close()
    expect(points).toEqual(
      ['begun', 'delivering 2', 'the end'].flatMap((point) => [
        `before ${point}`,
        `journal: ${point}`,
        `after ${point}`,
      ]),
    )
  })

  it('leave the operation as it was when a line cannot be written', async () => {
    const { journal, state } = journalOf()
    const log = await journal.begin(fresh)
    writeFileSync(join(state, 'journal', `${log.operation.id}.json`), '{"operation":')
    expect((await errorOf(() => log.write({ step: 'requested' }))).code).toBe('config_invalid')
    expect(log.operation.step).toBe('begun')
  })

  it('mind no file that is gone', async () => {
    const { journal } = journalOf()
    const log = await journal.begin(fresh)
    await log.close()
    await log.close()
  })

  it('say what to do with a file that cannot be removed', async () => {
    const { journal, state } = journalOf()
    const log = await journal.begin(fresh)
    const path = join(state, 'journal', `${log.operation.id}.json`)
    rmSync(path)
    mkdirSync(path)
    expect(await errorOf(() => log.close())).toMatchObject({
      code: 'file_unusable',
      message: expect.stringContaining(`${path} cannot be`),
      hint: 'everything is done; remove the file by hand',
    })
  })
})

describe('list', () => {
  it('has all, the oldest first', async () => {
    const { journal, state } = journalOf()
    const [first, second] = [
      operation({ id: 'b' }),
      operation({ id: 'a', started: '2026-01-01T00:00:00.000Z' }),
    ]
    leaveOperations(state, second, first)
    expect(await journal.list()).toEqual([first, second].map(fromRecord))
  })

  it('is empty where nothing was written, and makes no directory', async () => {
    const { journal, state } = journalOf()
    expect(await journal.list()).toEqual([])
    expect(readdirSync(state)).toEqual([])
  })

  it('passes over what is no file of its own', async () => {
    const { journal, state } = journalOf()
    leaveOperations(state, operation())
    writeFileSync(join(state, 'journal', 'notes.txt'), 'mine')
    mkdirSync(join(state, 'journal', 'left-0001.json.lock'))
    writeFileSync(join(state, 'journal', 'empty.json'), '{}')
    expect(await journal.list()).toEqual([rotation()])
  })

  it.each([
    ['torn', '{"operation":'],
    ['of another kind', '{"operation":{"id":"a"}}'],
  ])('throws for a file that is %s, and leaves it alone', async (_reason, content) => {
    const { journal, state } = journalOf()
    leaveOperations(state, operation())
    const path = join(state, 'journal', 'bad.json')
    writeFileSync(path, content)
    const error = await errorOf(() => journal.list())
    expect(error).toMatchObject({ code: 'config_invalid', message: expect.stringContaining(path) })
    expect(readFileSync(path, 'utf8')).toBe(content)
  })
})

describe('take', () => {
  const held = (pid: number, host = hostname()) =>
    operation({ runner: { pid, host, since: '' }, written: NOW.toISOString() })

  it('goes on with one that was left, in its own name', async () => {
    const { journal, state } = journalOf({ own: 10 })
    leaveOperations(state, held(99))
    const log = await journal.take(rotation())
    expect(operationsIn(state)).toMatchObject([{ id: 'left-0001', runner: { pid: 10 } }])
    await log.write({ step: 'requested' })
    expect(operationsIn(state)).toMatchObject([{ step: 'requested', runner: { pid: 10 } }])
  })

  it('takes one of its own again', async () => {
    const { journal, state } = journalOf({ own: 10 })
    leaveOperations(state, held(10))
    expect((await journal.take(rotation())).operation.step).toBe('begun')
  })

  it.each([
    ['a living process', 11, hostname()],
    ['another machine', 99, 'elsewhere.example'],
  ])('refuses one that %s is at', async (_reason, pid, host) => {
    const { journal, state } = journalOf({ living: [10, 11] })
    leaveOperations(state, held(pid, host))
    const error = await errorOf(() => journal.take(rotation()))
    expect(error).toMatchObject({ code: 'file_locked', message: `process ${pid} on ${host} is at it` })
    expect(error.hint).toContain(join(state, 'journal', 'left-0001.json'))
    expect(operationsIn(state)).toEqual([held(pid, host)])
  })

  it('lets only one of two at once have it', async () => {
    const { journal, state } = journalOf({ own: 10, living: [10, 11] })
    const { journal: other } = journalOf({ state, own: 11, living: [10, 11] })
    leaveOperations(state, held(99))
    const taken = await Promise.allSettled([journal.take(rotation()), other.take(rotation())])
    expect(taken.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(taken.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'file_locked' },
    })
  })

  it('says that it was finished meanwhile', async () => {
    const { journal } = journalOf()
    expect(await errorOf(() => journal.take(rotation()))).toMatchObject({
      code: 'failed',
      message: 'it was finished meanwhile',
    })
  })
})

describe('isRunning', () => {
  const { journal } = journalOf({ own: 10, living: [10, 11] })
  const at = (pid: number, host = hostname()) => rotation({ runner: { pid, host, since: '' } })

  it.each([
    ['nobody is at it', rotation(), false],
    ['a living process is at it', at(11), true],
    ['a process that ended was at it', at(99), false],
    [
      'another machine wrote of it just now',
      { ...at(99, 'elsewhere.example'), written: NOW.toISOString() },
      true,
    ],
    [
      'another machine wrote of it nine minutes ago',
      { ...at(99, 'elsewhere.example'), written: minutesAgo(9) },
      true,
    ],
    [
      'another machine was silent for eleven',
      { ...at(99, 'elsewhere.example'), written: minutesAgo(11) },
      false,
    ],
    ['another machine began it long ago', at(99, 'elsewhere.example'), false],
    ['this process is at it', at(10), false],
  ])('when %s: %#', (_reason, left, running) => {
    expect(journal.isRunning(left)).toBe(running)
  })
})

describe('without a home directory', () => {
  it('nothing is left, and nothing can be begun', async () => {
    const journal = openJournal({
      directory: journalDirectory(undefined),
      open: (name) => operationFile(openJsonFile({ directory: undefined, name, schema: entrySchema })),
      processes: { own: 10, exists: () => true },
      now: () => NOW,
      every: () => () => {},
      checkpoint: () => {},
      debug: () => {},
    })
    expect(await journal.list()).toEqual([])
    expect((await errorOf(() => journal.begin(fresh))).code).toBe('file_unusable')
  })
})
