import { describe, expect, it } from 'vitest'
import { errorOfStatus, type RequestSummary, readErrorAnswer } from '../../src/deepgram/failures.ts'
import type { ErrorCode } from '../../src/errors.ts'

const summary: RequestSummary = { method: 'GET', path: '/v1/x', host: 'api.deepgram.com' }
const inProject = { ...summary, projectId: 'p1' }
const creation = { ...inProject, method: 'POST' }
const ofCredential = { ...inProject, credentialId: 'c1' }

const old = (err_code: string, err_msg = 'Said by the server') =>
  JSON.stringify({ err_code, err_msg, request_id: 'r1' })
const recent = (category: string, message = 'Said by the server') =>
  JSON.stringify({ category, message, details: 'more', request_id: 'r1' })

describe('readErrorAnswer', () => {
  it.each<[reason: string, body: string, code: string, message: string, requestId: string | undefined]>([
    ['reads err_code and err_msg', old('INVALID_AUTH'), 'INVALID_AUTH', 'Said by the server', 'r1'],
    ['reads category and message', recent('INVALID_AUTH'), 'INVALID_AUTH', 'Said by the server', 'r1'],
    ['reads bare text', 'UUID parsing failed: invalid', '', 'UUID parsing failed: invalid', undefined],
    ['reads the first line of bare text only', '\nfirst\nsecond', '', 'first', undefined],
    ['shortens an endless line', 'x'.repeat(5000), '', 'x'.repeat(4000), undefined],
    ['believes no web page', '<html><h1>Bad gateway</h1></html>', '', '', undefined],
    ['survives nothing', '', '', '', undefined],
    ['survives an object without any of it', '{}', '', '', undefined],
    ['survives other types', '{"err_code":1,"err_msg":{},"request_id":[]}', '', '', undefined],
    ['survives null', 'null', '', 'null', undefined],
  ])('%s', (_, body, code, message, requestId) => {
    const { isStructured, ...answer } = readErrorAnswer(body)
    expect(answer).toEqual({ code, message, requestId })
    expect(isStructured).toBe(body.startsWith('{') && code + message !== '')
  })
})

describe('errorOfStatus', () => {
  it.each<
    [status: number, body: string, request: RequestSummary, code: ErrorCode, message: RegExp, hint: RegExp]
  >([
    [
      401,
      old('INVALID_AUTH'),
      summary,
      'api_key_refused',
      /^Deepgram refuses the API key$/,
      /DEEPGRAM_API_KEY.*auth login/,
    ],
    [401, 'Unauthorized', inProject, 'api_key_refused', /refuses the API key/, /auth login/],
    [
      401,
      old('INSUFFICIENT_PERMISSIONS'),
      inProject,
      'not_permitted',
      /may not do that \(Said/,
      /owner.*support/,
    ],
    [
      403,
      recent('INSUFFICIENT_PERMISSIONS'),
      inProject,
      'not_permitted',
      /\(Said by the server\)/,
      /support/,
    ],
    [403, '', inProject, 'not_permitted', /^this API key may not do that$/, /support/],
    [
      404,
      'UUID parsing failed: invalid character',
      inProject,
      'project_not_found',
      /"p1" is not a project id/,
      /projects list/,
    ],
    [
      404,
      old('PROJECT_NOT_FOUND'),
      inProject,
      'project_not_found',
      /project p1 does not exist/,
      /projects list/,
    ],
    [404, recent('PROJECT_NOT_FOUND'), ofCredential, 'project_not_found', /project p1/, /projects list/],
    [
      404,
      old('NOT_FOUND'),
      ofCredential,
      'credential_not_found',
      /no credential c1 in project p1/,
      /creds list/,
    ],
    [404, '', ofCredential, 'invalid_response', /status 404, and not as/, /proxy/],
    [404, '<html>not found</html>', ofCredential, 'invalid_response', /status 404/, /API URL/],
    [404, '{}', ofCredential, 'invalid_response', /status 404/, /API URL/],
    [404, 'not found', ofCredential, 'invalid_response', /status 404/, /regional hosts/],
    [404, 'not found', inProject, 'project_not_found', /project p1 does not exist/, /projects list/],
    [404, '<html>', inProject, 'invalid_response', /status 404/, /regional hosts/],
    [
      404,
      '<html>',
      summary,
      'invalid_response',
      /does not serve Deepgram's management API/,
      /regional hosts/,
    ],
    [429, old('TOO_MANY_REQUESTS'), inProject, 'rate_limited', /too many requests/, /wait/],
    [500, 'oops', inProject, 'server_error', /status 500 \(oops\)/, /again/],
    [503, '<html>', inProject, 'server_error', /with status 503$/, /again/],
    [302, '', inProject, 'invalid_response', /api\.deepgram\.com redirects elsewhere/, /API URL/],
    [304, '', inProject, 'invalid_response', /redirects elsewhere/, /API URL/],
    [400, 'Json deserialize error: missing field', inProject, 'failed', /status 400 \(Json/, /--debug/],
    [400, 'no products', creation, 'failed', /status 400 \(no products\)/, /self-hosted:product:… scope/],
    [403, recent('X'), creation, 'not_permitted', /may not do that/, /keys:write.*\n.*dgsh auth login/],
    [418, '', creation, 'failed', /with status 418$/, /--debug/],
    [418, '', inProject, 'failed', /with status 418$/, /--debug/],
  ])('makes of %i %s', (status, body, request, code, message, hint) => {
    const error = errorOfStatus(status, body, request)
    expect(error).toMatchObject({
      code,
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    })
  })

  it('hands the request id on, for the support', () => {
    expect(errorOfStatus(500, old('X'), summary).requestId).toBe('r1')
    expect(errorOfStatus(500, 'bare', summary).requestId).toBeUndefined()
  })
})
