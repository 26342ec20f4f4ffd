import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { HISTORY_ACTIONS, type HistoryEntry } from '../../src/history/entry.ts'
import { openHistory } from '../../src/history/history.ts'
import { historyEntry } from '../helpers/samples.ts'
import { temporaryDirectory } from '../helpers/temporary.ts'
import { errorOf } from '../helpers/thrown.ts'

function makeHistory(content?: string) {
  const directory = join(temporaryDirectory(), 'made', 'state')
  const history = openHistory(directory)
  if (content !== undefined) {
    mkdirSync(directory, { recursive: true })
    writeFileSync(history.path, content)
  }
  return { directory, history }
}

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8)
const lineOf = (entry: HistoryEntry) => `${JSON.stringify(entry)}\n`

describe('append', () => {
  it('makes the directory and the file for nobody else, and one line of JSON an entry', async () => {
    const { directory, history } = makeHistory()
    await history.append(historyEntry(1))
    await history.append(historyEntry(2))
    expect([modeOf(directory), modeOf(history.path)]).toEqual(['700', '600'])
    expect(readFileSync(history.path, 'utf8')).toBe(lineOf(historyEntry(1)) + lineOf(historyEntry(2)))
  })

  it('loses nothing of what several write at once', async () => {
    const { directory } = makeHistory()
    const numbers = Array.from({ length: 200 }, (_, index) => index)
    await Promise.all(numbers.map((number) => openHistory(directory).append(historyEntry(number))))
    const { entries, skipped } = await openHistory(directory).read()
    expect(skipped).toBe(0)
    expect(new Set(entries.map(({ credential }) => credential)).size).toBe(200)
  })

  it.each(['{"time":"2026-', '{}', 'é'])('begins a new line after one that was cut off: %s', async (torn) => {
    const { history } = makeHistory(`${lineOf(historyEntry(1))}${torn}`)
    await history.append(historyEntry(2))
    await history.append(historyEntry(3))
    expect(await history.read()).toEqual({ entries: [1, 2, 3].map((n) => historyEntry(n)), skipped: 1 })
    expect(readFileSync(history.path, 'utf8')).toContain(`${torn}\n{`)
  })

  it('keeps line breaks inside a value within the line', async () => {
    const { history } = makeHistory()
    const entry = historyEntry(1, { detail: { engine: 'a\nb\u2028c' } })
    await history.append(entry)
    expect((await history.read()).entries).toEqual([entry])
  })

  it.each([
    ['a directory in its place', (path: string) => mkdirSync(path, { recursive: true }), 'EISDIR'],
    ['a device in its place', (path: string) => symlinkSync('/dev/full', path), 'not a regular file'],
  ])('fails for %s', async (_, spoil, code) => {
    const { history, directory } = makeHistory()
    mkdirSync(directory, { recursive: true })
    spoil(history.path)
    expect(await errorOf(() => history.append(historyEntry(1)))).toMatchObject({
      code: 'file_unusable',
      message: `${history.path} cannot be written (${code})`,
    })
  })

  it('fails where there is no home directory', async () => {
    const error = await errorOf(() => openHistory(undefined).append(historyEntry(1)))
    expect(error).toMatchObject({ code: 'file_unusable', hint: expect.stringContaining('DGSH_STATE_DIR') })
  })
})

describe('read', () => {
  it('gives nothing where there is no file, and makes none', async () => {
    const { history, directory } = makeHistory()
    expect(await history.read()).toEqual({ entries: [], skipped: 0 })
    expect(existsSync(directory)).toBe(false)
    expect(await openHistory(undefined).read()).toEqual({ entries: [], skipped: 0 })
  })

  it.each([
    ['no JSON', 'hello'],
    ['no object', '"hello"'],
    ['a list', '[]'],
    ['without fields', '{}'],
    [
      'of an action that is not known',
      lineOf(historyEntry(9)).replace('engine_logged_in', 'moon_landed').trim(),
    ],
    ['with a wrong type', lineOf(historyEntry(9)).replace('"default"', '1').trim()],
    ['cut off', lineOf(historyEntry(9)).slice(0, 40)],
    ['binary', '\u0000\ufffd'],
  ])('skips and counts a line that is %s', async (_, line) => {
    const { history } = makeHistory(`${lineOf(historyEntry(1))}${line}\n${lineOf(historyEntry(2))}`)
    expect(await history.read()).toEqual({ entries: [historyEntry(1), historyEntry(2)], skipped: 1 })
  })

  it('does not count empty lines, which two that end a line at once leave', async () => {
    const { history } = makeHistory(`\n\n${lineOf(historyEntry(1))}\n`)
    expect(await history.read()).toEqual({ entries: [historyEntry(1)], skipped: 0 })
  })

  it('knows every action', async () => {
    const { history } = makeHistory()
    for (const action of HISTORY_ACTIONS) await history.append(historyEntry(1, { action }))
    expect((await history.read()).entries.map(({ action }) => action)).toEqual(HISTORY_ACTIONS)
  })

  it('reads 100,000 lines', async () => {
    const { history } = makeHistory('')
    appendFileSync(history.path, lineOf(historyEntry(1)).repeat(100_000))
    expect((await history.read()).entries).toHaveLength(100_000)
  })

  it('fails for what is no file', async () => {
    const { history } = makeHistory()
    mkdirSync(history.path, { recursive: true })
    expect(await errorOf(history.read)).toMatchObject({
      code: 'file_unusable',
      message: `${history.path} cannot be read (EISDIR)`,
    })
  })
})
