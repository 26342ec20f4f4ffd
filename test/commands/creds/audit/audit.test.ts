import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { run } from '../../../../src/commands/creds/audit/audit.ts'
import { apiContext } from '../../../helpers/api-context.ts'
import type { Answer } from '../../../helpers/api-server.ts'
import { CREDENTIALS_PATH, idOf, listAnswer, listEntry, PROJECT_ID } from '../../../helpers/samples.ts'
import { temporaryDirectory } from '../../../helpers/temporary.ts'
import { errorOf } from '../../../helpers/thrown.ts'
import { DAY } from './facts.ts'
import { ADA, aged, auditOf, BOB, created, good, json, MEMBERS, ofBob, setUp } from './stage.ts'

const high = { comment: 'x', scopes: ['self-hosted:products'], created }
const medium = { comment: 'x', scopes: ['self-hosted:product:api', 'self-hosted:product:x'], created }
const low = { comment: '', created }

describe('the exit code of dgsh creds audit', () => {
  it.each<
    [
      found: string,
      details: Record<string, unknown>,
      codes: [none: number, high: number, medium: number, low: number],
    ]
  >([
    ['nothing', { created }, [0, 0, 0, 0]],
    ['low', low, [0, 0, 0, 7]],
    ['medium', medium, [0, 0, 7, 7]],
    ['high', high, [0, 7, 7, 7]],
  ])('for %s, by --fail-on none, high, medium, low', async (_, details, codes) => {
    for (const [index, failOn] of (['none', 'high', 'medium', 'low'] as const).entries()) {
      const { code } = await auditOf([listEntry(1, details)], {}, { failOn })
      expect(code, failOn).toBe(codes[index])
    }
  })
})

describe('dgsh creds audit', () => {
  it('is a table, with one line on stderr', async () => {
    const { stdout, stderr } = await auditOf([listEntry(1, low), { ...listEntry(2, high), member: BOB }])
    expect(stdout.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      ['SEVERITY', 'CREDENTIAL', 'RULE', 'MESSAGE'],
      ['high', idOf(2), 'all-products', expect.stringContaining('every product')],
      ['low', idOf(1), 'no-comment', expect.stringContaining('no comment')],
      [''],
    ])
    expect(stderr).toBe(
      '2 findings in 2 credentials: 1 high, 1 low; to see the fixes: dgsh creds audit -o wide\n',
    )
  })

  it('shows what mends it in wide', async () => {
    const { stdout } = await auditOf([listEntry(1, low)], { flags: { output: 'wide' } })
    expect(stdout).toMatch(
      /FIX\n.*dgsh creds create --scope api --scope engine --comment '<what it is for>'\n$/,
    )
  })

  it('is an array of findings with whole credentials in JSON', async () => {
    const { stdout } = await auditOf([aged], { ...json, kept: [1] })
    expect(JSON.parse(stdout)).toEqual([
      {
        rule: 'old',
        severity: 'medium',
        credential: expect.objectContaining({
          id: idOf(1),
          username: `deepgram+${idOf(1)}`,
          comment: 'Number 1',
          scopes: ['self-hosted:product:api', 'self-hosted:product:engine'],
          owner: ADA,
        }),
        message: 'is older than 90d',
        fix: `dgsh creds rotate ${idOf(1)}`,
      },
    ])
  })

  it('has each credential once as ids', async () => {
    const { stdout } = await auditOf([listEntry(1, { ...high, comment: '' })], { flags: { output: 'id' } })
    expect(stdout).toBe(`${idOf(1)}\n`)
  })

  it.each([
    ['table', ''],
    ['json', '[]\n'],
  ])('says that nothing was found (-o %s)', async (output, text) => {
    expect(await auditOf([good, ofBob], { flags: { output } })).toEqual({
      code: 0,
      stdout: text,
      stderr: 'note: no findings in 2 credentials\n',
    })
  })

  it('says what an empty list means', async () => {
    const { code, stderr } = await auditOf([], json)
    expect(code).toBe(0)
    expect(stderr).toMatch(/^note: no credentials\. A key without the rights.*\n$/)
  })

  it('is SARIF when that is asked for', async () => {
    const options = { failOn: 'low', sarif: true } as const
    const { stdout, stderr, code } = await auditOf([listEntry(1, low), ofBob], json, options)
    expect(JSON.parse(stdout)).toMatchObject({
      version: '2.1.0',
      runs: [{ results: [{ ruleId: 'no-comment' }] }],
    })
    expect({ stderr, code }).toEqual({ stderr: '1 finding in 2 credentials: 1 low\n', code: 7 })
    const nothing = await auditOf([good, ofBob], json, { sarif: true })
    expect(JSON.parse(nothing.stdout)).toMatchObject({ runs: [{ results: [] }] })
    expect(nothing.stderr).toBe('note: no findings in 2 credentials\n')
  })

  it('repeats the options by which the credentials were found', async () => {
    const flags = { output: 'json', project: PROJECT_ID, profile: 'work', registry: '[::1]:5000' }
    const { stdout } = await auditOf([aged], { flags, kept: [1] })
    expect(JSON.parse(stdout)[0].fix).toBe(
      `dgsh creds rotate ${idOf(1)} --profile work --project ${PROJECT_ID} --registry '[::1]:5000'`,
    )
  })
})

describe('the members', () => {
  const refused = /^note: this API key cannot read the members.*owner-gone is not checked.*cannot see$/m

  it.each<[reason: string, members: Answer]>([
    ['401', { status: 401, body: { err_code: 'INVALID_AUTH' } }],
    ['401 of rights', { status: 401, body: { err_code: 'INSUFFICIENT_PERMISSIONS' } }],
    ['403', { status: 403, body: 'no' }],
    ['404', { status: 404, body: { category: 'NOT_FOUND', message: 'no' } }],
    ['an empty list', { body: { members: [] } }],
  ])('that may not be read are no failure: %s', async (_, members) => {
    const { code, stdout, stderr } = await auditOf([good, ofBob], { ...json, members })
    expect({ code, stdout }).toEqual({ code: 0, stdout: '[]\n' })
    expect(stderr).toMatch(refused)
  })

  it('tell who left', async () => {
    const { stdout, code } = await auditOf([good, ofBob], { ...json, members: { body: { members: [ADA] } } })
    expect(JSON.parse(stdout)).toMatchObject([{ rule: 'owner-gone', credential: { id: idOf(2) } }])
    expect(code).toBe(7)
  })

  it('that all credentials belong to one is said', async () => {
    const { stderr } = await auditOf([good], json)
    expect(stderr).toMatch(/^note: all credentials belong to one member: there may be credentials of others/m)
  })

  it('are waited for as anything else', async () => {
    const { context } = await setUp([good], { members: { status: 400, body: 'no' } })
    const error = await errorOf(() => run({ maxAge: DAY, failOn: 'none', all: false, sarif: false }, context))
    expect(error.code).toBe('failed')
  })
})

describe('the history', () => {
  it('tells what was never delivered', async () => {
    const { stdout } = await auditOf([good, ofBob], { ...json, delivered: [2] })
    expect(JSON.parse(stdout)).toMatchObject([{ rule: 'never-delivered', credential: { id: idOf(1) } }])
  })

  it('that cannot be read is no failure', async () => {
    const state = temporaryDirectory()
    mkdirSync(join(state, 'history.jsonl'), { recursive: true })
    const { context, stdout, stderr } = await apiContext(
      {
        [`GET ${CREDENTIALS_PATH}`]: { body: listAnswer(good, ofBob) },
        [`GET ${MEMBERS}`]: { body: { members: [ADA, BOB] } },
      },
      { ...json, paths: { state } },
    )
    expect(await run({ maxAge: 90 * DAY, failOn: 'low', all: false, sarif: false }, context)).toBe(0)
    expect(stdout()).toBe('[]\n')
    expect(stderr()).toMatch(/^note: .*\(EISDIR\): never-delivered is not checked$/m)
  })
})
