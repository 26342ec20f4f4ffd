import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import stringWidth from 'string-width'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { type Answer, startApiServer } from '../helpers/api-server.ts'
import { startTestSandbox } from '../helpers/deepgram-registry.ts'
import { type DgshOptions, runDgsh } from '../helpers/dgsh.ts'
import { expectEnd, openDgsh } from '../helpers/dgsh-terminal.ts'
import { expectError } from '../helpers/expect-error.ts'
import { describeWith, findProgram } from '../helpers/parts.ts'
import { startProgram } from '../helpers/run-program.ts'
import {
  API_KEY,
  CREDENTIALS_PATH,
  historyEntry,
  idOf,
  listAnswer,
  listEntry,
  PROJECT_ID,
} from '../helpers/samples.ts'
import { temporaryHome } from '../helpers/temporary.ts'

const ALL_PRODUCTS = '2e90c5ab-1d73-4f68-8b04-e3f7a6d9125c'
const MANY_SCOPES = '97c2f1e4-5b8d-4e30-b7a9-0c6d4f83a215'
const NO_COMMENT = 'b05e7a8c-f392-4d16-8c4b-d1a6930f2e75'

/** What may not reach a terminal; line breaks are dgsh's own. */
const STEERING = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/
const HOSTILE = 'a\u001b]2;STEERED\u0007b\u001b[2J\rc\u0000d\ne\tf\u009b31mg\u202eh\u2066i'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startTestSandbox()
})

const audit = (args: readonly string[], options: DgshOptions = {}) =>
  runDgsh(['creds', 'audit', ...args], { ...options, env: { ...sandbox.environment, ...options.env } })

/** A Deepgram with one credential whose text is hostile, and members that may not be read. */
async function hostileEnvironment(members: Answer = { status: 403, body: HOSTILE }, comment = HOSTILE) {
  const entry = listEntry(1, {
    comment,
    scopes: ['self-hosted:product:api', `self-hosted:product:${HOSTILE}`],
    tags: [HOSTILE],
    created: `2020-01-01${HOSTILE}`,
  })
  const twin = listEntry(2, { comment, created: '2020-01-01T00:00:00Z' })
  const { url } = await startApiServer({
    [`GET ${CREDENTIALS_PATH}`]: { body: listAnswer({ ...entry, member: { email: HOSTILE } }, twin) },
    [`GET /v1/projects/${PROJECT_ID}/members`]: members,
  })
  return { DGSH_API_URL: url, DEEPGRAM_API_KEY: API_KEY, DEEPGRAM_PROJECT_ID: PROJECT_ID }
}

describe('creds audit', () => {
  it('finds in the sandbox what was put there, with whole ids, and ends with 7', async () => {
    const { code, stdout, stderr } = await audit([])
    expect(code, stderr).toBe(7)
    const lines = stdout.trimEnd().split('\n')
    expect(lines[0]).toMatch(/^SEVERITY +CREDENTIAL +RULE +MESSAGE$/)
    for (const [rule, id] of [
      ['all-products', ALL_PRODUCTS],
      ['excess-scopes', MANY_SCOPES],
      ['no-comment', NO_COMMENT],
    ])
      expect(stdout).toMatch(new RegExp(`^(?:high|medium|low) +${id} +${rule} `, 'm'))
    expect(stderr).toMatch(
      /^\d+ findings in 6 credentials: \d+ high, \d+ medium, \d+ low; to see the fixes: dgsh creds audit -o wide\n$/,
    )
  })

  it.each([
    [['--fail-on', 'none'], 0],
    [['--fail-on', 'high'], 7],
    [['--fail-on', 'low'], 7],
    [['--max-age', '1y', '--json'], 7],
  ])('ends with %j by %i', async (args, code) => {
    expect((await audit(args)).code).toBe(code)
  })

  it.each([
    [['--max-age', '90'], /--max-age cannot be "90"/],
    [['--fail-on', 'bad'], /--fail-on/],
    [['-o', 'xml'], /--output cannot be "xml"/],
    [['surplus'], /too many arguments/],
  ])('refuses %j', async (args, message) => {
    expectError(await audit(args), { code: 'usage', message })
  })

  it('makes no file of its own', async () => {
    const home = temporaryHome()
    const before = readdirSync(home.path, { recursive: true })
    await audit([], { home })
    expect(readdirSync(home.path, { recursive: true })).toEqual(before)
  })

  it('knows from the history what was delivered', async () => {
    const home = temporaryHome()
    const state = join(home.path, '.local', 'state', 'dgsh')
    mkdirSync(state, { recursive: true })
    writeFileSync(join(state, 'history.jsonl'), JSON.stringify(historyEntry(1, { credential: NO_COMMENT })))
    const { stdout } = await audit(['-o', 'json'], { home })
    const findings = JSON.parse(stdout) as { rule: string; credential: { id: string } }[]
    const unused = findings
      .filter(({ rule }) => rule === 'never-delivered')
      .map(({ credential }) => credential.id)
    expect(unused).toHaveLength(5)
    expect(unused).not.toContain(NO_COMMENT)
  })

  it('goes on without the members, and says so', async () => {
    const { code, stdout, stderr } = await runDgsh(['creds', 'audit', '-o', 'json'], {
      env: await hostileEnvironment(),
    })
    expect(code).toBe(7)
    expect(JSON.parse(stdout).length).toBeGreaterThan(0)
    expect(stderr).toMatch(/^note: this API key cannot read the members of the project/m)
  })
})

describe('-o sarif', () => {
  it.each([
    ['creds', 'list'],
    ['creds', 'show'],
    ['creds', 'history'],
    ['projects', 'list'],
    ['auth', 'status'],
    ['config', 'list'],
  ])('is refused by %s %s', async (...args) => {
    const result = await runDgsh([...args, '-o', 'sarif'], { env: sandbox.environment })
    expectError(result, { code: 'usage', message: '--output cannot be "sarif"' })
  })

  it('may stand before the verb', async () => {
    const { stdout } = await runDgsh(['-o', 'sarif', 'creds', 'audit'], { env: sandbox.environment })
    expect(JSON.parse(stdout)).toMatchObject({ version: '2.1.0' })
  })

  describeWith(['jq'], 'through jq', () => {
    it('holds what SARIF and code scanning want of every result', async () => {
      const home = temporaryHome()
      const { stdout } = await audit(['-o', 'sarif'], { home })
      const filter = `.runs[0] as $run | $run.results | map(
        .ruleId == $run.tool.driver.rules[.ruleIndex].id
        and (.level | IN("error", "warning", "note"))
        and (.message.text | length > 0)
        and (.locations[0].physicalLocation.artifactLocation.uri | startswith("projects/"))
        and (.locations[0].logicalLocations[0].kind == "resource")
        and (.partialFingerprints.primaryLocationLineHash | test("^[0-9a-f]{16}:1$"))
      ) | {all: all, count: length}`
      const { stdout: result, code } = await startProgram([findProgram('jq') ?? 'jq', '-c', filter], {
        env: home.env,
        input: stdout,
        cwd: home.path,
      }).ended
      expect(code).toBe(0)
      const { all, count } = JSON.parse(result)
      expect(all).toBe(true)
      expect(count).toBeGreaterThan(6)
    })
  })
})

describe('creds audit of hostile text', () => {
  it.each(['table', 'wide', 'json', 'yaml', 'csv', 'tsv', 'id', 'sarif'])(
    'as %s steers nothing',
    async (format) => {
      const result = await runDgsh(['creds', 'audit', '-o', format, '--debug'], {
        env: await hostileEnvironment(),
      })
      expect(result.code, result.stderr).toBe(7)
      expect(result.stdout.replaceAll('\t', '')).not.toMatch(STEERING)
      expect(result.stderr).not.toMatch(STEERING)
    },
  )

  it.each([
    HOSTILE,
    "x'; touch STEERED; '",
    '$(touch STEERED)',
    '`touch STEERED`',
    'x\u2019; touch STEERED; \u2018',
  ])('has no line to paste with any of it: %j', async (comment) => {
    const env = await hostileEnvironment({ status: 403, body: HOSTILE }, comment)
    const { stdout } = await runDgsh(['creds', 'audit', '-o', 'json'], { env })
    const fixes = (JSON.parse(stdout) as { fix: string }[]).map(({ fix }) => fix)
    for (const fix of fixes) expect(fix).toMatch(/^dgsh [a-z]+(?: [a-z0-9-]+)+(?: '<what it is for>')?$/)
    expect(fixes.some((fix) => fix.startsWith('dgsh creds create'))).toBe(true)
  })
})

describeWith(['tmux'], 'creds audit on a terminal', () => {
  it.each([80, 120, 200])(
    'fits into %i columns, with ids and lines to paste in one piece',
    async (columns) => {
      const terminal = await openDgsh(['creds', 'audit'], { env: sandbox.environment, columns, rows: 200 })
      const text = await expectEnd(terminal, 7)
      const lines = text.split('\n')
      expect(lines[0]).toMatch(/^\d of 6 credentials need attention: \d high, \d medium/)
      // A line to paste is one, and may have a comment of 128 characters: the terminal wraps it.
      const laidOut = lines.filter((line) => !line.trim().startsWith('fix: '))
      expect(laidOut.filter((line) => stringWidth(line) > columns)).toEqual([])
      for (const id of [ALL_PRODUCTS, MANY_SCOPES, NO_COMMENT]) expect(text).toContain(id)
      expect(text).toContain(`fix: dgsh creds rotate ${NO_COMMENT.slice(0, 8)} --keep-old`)
    },
  )
})

describe('creds history', () => {
  it('needs no API key and no network, and shows what is there', async () => {
    const home = temporaryHome()
    const state = join(home.path, '.local', 'state', 'dgsh')
    mkdirSync(state, { recursive: true })
    const lines = [1, 2].map((number) => JSON.stringify(historyEntry(number)))
    writeFileSync(join(state, 'history.jsonl'), `${lines.join('\n')}\n{"torn`)
    const env = { DGSH_API_URL: 'http://127.0.0.1:1' }
    const { code, stdout, stderr } = await runDgsh(['creds', 'history', '-o', 'json'], { home, env })
    expect(code, stderr).toBe(0)
    expect(JSON.parse(stdout)).toEqual(
      [historyEntry(2), historyEntry(1)].map((entry) => ({ ...entry, comment: null })),
    )
    expect(stderr).toMatch(/^note: 1 line is left out of .*history\.jsonl/)
    const one = await runDgsh(['creds', 'history', `deepgram+${idOf(1)}`, '-q'], { home, env })
    expect(one.stdout).toBe(`${idOf(1)}\n`)
  })

  it('says that there is nothing yet', async () => {
    const { code, stdout, stderr } = await runDgsh(['creds', 'history', '--json'])
    expect({ code, stdout }).toEqual({ code: 0, stdout: '[]\n' })
    expect(stderr).toMatch(/^note: the history has no entries yet/)
  })
})
