import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type HistoryOptions, run } from '../../../src/commands/creds/history.ts'
import type { HistoryEntry } from '../../../src/history/entry.ts'
import { type TestSetup, testContext } from '../../helpers/context.ts'
import { historyEntry, idOf } from '../../helpers/samples.ts'
import { errorOf } from '../../helpers/thrown.ts'

const created = historyEntry(1, {
  time: '2025-12-01T00:00:00.000Z',
  action: 'credential_created',
  detail: {},
})
const loggedIn = historyEntry(1, {
  detail: { engine: 'docker', registry: 'quay.io', username: `deepgram+${idOf(1)}` },
})
const other = historyEntry(2, {
  time: '2025-12-31T23:59:59.999Z',
  action: 'credential_rotated',
  detail: { replaced_by: idOf(3) },
})
const keyStored = historyEntry(0, {
  action: 'api_key_stored',
  credential: null,
  project: null,
  detail: { store: 'file' },
})
const ALL = [created, loggedIn, other, keyStored]

/** A Context without an API key: the command may not need one. */
function setUp(
  entries: readonly HistoryEntry[],
  { more = '', ...setup }: TestSetup & { more?: string } = {},
) {
  const made = testContext(setup)
  const { state } = made.context.host.paths
  mkdirSync(state)
  const text = entries.map((entry) => `${JSON.stringify(entry)}\n`).join('')
  writeFileSync(join(state, 'history.jsonl'), text + more)
  return made
}

async function show(options: Partial<HistoryOptions>, ...given: Parameters<typeof setUp>) {
  const { context, stdout, stderr } = setUp(...given)
  const code = await run({ limit: 50, ...options }, context)
  return { code, stdout: stdout(), stderr: stderr() }
}

describe('dgsh creds history', () => {
  it('is a table, the newest first, without a user name that follows from the id', async () => {
    const { stdout, stderr, code } = await show({}, ALL)
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 })
    const [header, ...lines] = stdout.trimEnd().split('\n')
    expect(header).toMatch(/^WHEN +WHAT +CREDENTIAL +WHERE$/)
    expect(lines.map((line) => line.split(/ {3,}/))).toEqual([
      ['2025-12-24 18:00Z', 'API key stored', 'file'],
      ['2025-12-31 23:59Z', 'rotated', idOf(2), `successor ${idOf(3)}`],
      ['2025-12-24 18:00Z', 'logged in', idOf(1), 'docker, quay.io'],
      ['2025-12-01 00:00Z', 'created', idOf(1)],
    ])
  })

  it.each([80, 100, 160])(
    'names credentials by their comments on %i columns, a line or two each',
    async (columns) => {
      const named = [
        { ...created, comment: 'Production cluster, Frankfurt am Main, rack 7' },
        loggedIn,
        keyStored,
      ]
      const { stdout } = await show({}, named, { isTTY: true, columns, flags: { color: false } })
      // The login was recorded without a comment; another entry knows it.
      expect(stdout.match(/Production/g)).toHaveLength(2)
      expect(stdout.match(/\(00000001\)/g)).toHaveLength(2)
      expect(stdout).toContain('API key stored')
      for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(columns)
      expect(stdout.trimEnd().split('\n').length).toBeLessThanOrEqual(1 + 2 * named.length)
    },
  )

  it('has everything in JSON, by the words of the file', async () => {
    const known = [{ ...created, comment: 'One' }, ...ALL.slice(1)]
    const { stdout } = await show({}, known, { flags: { output: 'json' } })
    const withComment = ALL.map((entry) => ({
      ...entry,
      comment: entry.credential === idOf(1) ? 'One' : null,
    }))
    expect(JSON.parse(stdout)).toEqual(withComment.reverse())
  })

  it('has whole values in TSV', async () => {
    const { stdout } = await show({}, [loggedIn], { flags: { output: 'tsv', header: false } })
    expect(stdout.slice(0, -1).split('\t')).toEqual([
      loggedIn.time,
      'engine_logged_in',
      idOf(1),
      `engine=docker registry=quay.io username=deepgram+${idOf(1)}`,
      'default',
      loggedIn.project,
      '',
    ])
  })

  it('has each credential once as ids', async () => {
    const { stdout } = await show({}, ALL, { flags: { output: 'id' } })
    expect(stdout).toBe(`${idOf(2)}\n${idOf(1)}\n`)
  })

  it.each([idOf(1), idOf(1).toUpperCase(), '00000001', `deepgram+${idOf(1)}`, 'deepgram+00000001'])(
    'narrows to a credential, named %s',
    async (credential) => {
      const { stdout } = await show({ credential }, ALL, { flags: { output: 'json' } })
      expect(JSON.parse(stdout)).toMatchObject([loggedIn, created])
    },
  )

  it.each([
    ['of a credential', 'ffff', ALL, /^note: the history has no entry about ffff: it records only/],
    ['at all', undefined, [], /^note: the history has no entries yet: /],
  ])('says that there is nothing %s', async (_, credential, entries, note) => {
    const result = await show({ credential }, entries, { flags: { output: 'json' } })
    expect(result).toMatchObject({ code: 0, stdout: '[]\n', stderr: expect.stringMatching(note) })
  })

  it.each([
    ['0000', /^"0000" matches 2 credentials$/],
    ['000', /^"000" is too short/],
    ['', /^"" is too short/],
  ])('refuses "%s"', async (credential, message) => {
    const { context } = setUp(ALL)
    const error = await errorOf(() => run({ credential, limit: 50 }, context))
    expect(error).toMatchObject({ code: 'usage', message: expect.stringMatching(message) })
  })

  it('stops at the limit, and says so', async () => {
    const { stdout, stderr } = await show({ limit: 1 }, ALL, { flags: { output: 'json' } })
    expect(JSON.parse(stdout)).toMatchObject([keyStored])
    expect(stderr).toBe('note: the newest 1 of 4; to see more: dgsh creds history --limit 4\n')
  })

  it.each([
    ['nonsense\n', /^note: 1 line is left out of .*history\.jsonl/],
    ['nonsense\n{"time', /^note: 2 lines are left out of/],
  ])('tells of lines that it leaves out: %j', async (more, note) => {
    const { stdout, stderr } = await show({}, ALL, { more, flags: { output: 'json' } })
    expect(JSON.parse(stdout)).toHaveLength(4)
    expect(stderr).toMatch(note)
  })

  it.each(['table', 'csv', 'tsv', 'id'])(
    'shows what somebody wrote into the file harmlessly as %s',
    async (output) => {
      const hostile = historyEntry(1, { credential: 'a\u001b[2J\nb', detail: { 'x\u009b': '\u202ey' } })
      const { stdout } = await show({}, [hostile], { flags: { output } })
      expect(stdout).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/)
      expect(stdout.trimEnd().split('\n').length).toBeLessThanOrEqual(2)
    },
  )
})
