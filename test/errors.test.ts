import { describe, expect, it } from 'vitest'
import { DgshError, type ErrorCode, EXIT_CODES, reportError, usageError } from '../src/errors.ts'

describe('EXIT_CODES', () => {
  it.each<[exitCode: number, codes: ErrorCode[]]>([
    [
      1,
      [
        'internal',
        'failed',
        'engine_missing',
        'engine_failed',
        'config_invalid',
        'file_unusable',
        'file_locked',
        'store_unusable',
        'store_locked',
      ],
    ],
    [2, ['usage', 'input_required']],
    [3, ['no_api_key', 'api_key_refused', 'not_permitted']],
    [4, ['profile_not_found', 'project_not_found', 'credential_not_found', 'secret_not_found']],
    [
      5,
      ['unreachable', 'timeout', 'rate_limited', 'server_error', 'invalid_response', 'registry_unreachable'],
    ],
    [6, ['login_refused']],
    [7, ['scopes_differ', 'not_logged_in', 'findings']],
    [126, ['command_unusable']],
    [127, ['command_missing']],
    [130, ['interrupted']],
    [143, ['terminated']],
  ])('has %i for %j, and for nothing else', (exitCode, codes) => {
    const found = Object.entries(EXIT_CODES).filter(([, code]) => code === exitCode)
    expect(found.map(([name]) => name)).toEqual(codes)
  })
})

describe('reportError', () => {
  it('tells all of a DgshError, by the names of its JSON form', () => {
    expect(reportError(new DgshError('not_permitted', 'no', { hint: 'ask', requestId: 'r1' }))).toEqual({
      code: 'not_permitted',
      message: 'no',
      hint: 'ask',
      request_id: 'r1',
      exit_code: 3,
    })
  })

  it('leaves out what there is not', () => {
    expect(Object.keys(reportError(new DgshError('failed', 'no')))).toEqual(['code', 'message', 'exit_code'])
  })

  it.each([
    ['a TypeError', new TypeError('hunter22'), 'TypeError'],
    ['a text', 'hunter22', 'string'],
    ['nothing', undefined, 'undefined'],
    ['an object', { password: 'hunter22' }, 'object'],
  ])('takes %s for a bug, and shows nothing of its text', (_, thrown, kind) => {
    const report = reportError(thrown)
    expect(report).toMatchObject({
      code: 'internal',
      exit_code: 1,
      message: `this is a bug in dgsh (${kind})`,
    })
    expect(JSON.stringify(report)).not.toContain('hunter22')
    expect(report.hint).toContain('report it')
  })
})

describe('usageError', () => {
  it('is an error of how dgsh was called', () => {
    expect(usageError('no', 'do')).toMatchObject({ code: 'usage', message: 'no', hint: 'do' })
  })
})

describe('a part of dgsh that is missing', () => {
  it('is no bug: an upgrade has taken it away', () => {
    const error = Object.assign(new Error("Cannot find module './x.cjs'"), { code: 'MODULE_NOT_FOUND' })
    expect(reportError(error)).toMatchObject({
      code: 'failed',
      message: expect.stringContaining('a part of dgsh is missing'),
      exit_code: 1,
    })
  })
})
