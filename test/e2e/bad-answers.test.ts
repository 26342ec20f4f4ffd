import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Answer, type ApiServer, startApiServer } from '../helpers/api-server.ts'
import { runDgsh, startDgsh } from '../helpers/dgsh.ts'
import { type ExpectedError, expectError, expectJsonError } from '../helpers/expect-error.ts'
import { stateFile } from '../helpers/lifecycle.ts'
import { closedPort } from '../helpers/loopback.ts'
import type { ProgramResult } from '../helpers/run-program.ts'
import {
  API_KEY,
  CREDENTIALS_PATH,
  idOf,
  listAnswer,
  listEntry,
  PROJECT_ID,
  SECRET,
} from '../helpers/samples.ts'
import { temporaryHome } from '../helpers/temporary.ts'

const LIST = `GET ${CREDENTIALS_PATH}`

const environment = (url: string) => ({
  DGSH_API_URL: url,
  DEEPGRAM_API_KEY: API_KEY,
  DEEPGRAM_PROJECT_ID: PROJECT_ID,
})

/**
 * Runs a command twice against a server, for people and for scripts, and expects the error in both forms. Gives the
 * result of the first.
 */
async function expectBoth(
  args: readonly string[],
  url: string,
  expected: ExpectedError,
): Promise<ProgramResult> {
  const env = environment(url)
  const [text, json] = await Promise.all([runDgsh(args, { env }), runDgsh([...args, '-o', 'json'], { env })])
  expectError(text, expected)
  expectJsonError(json, expected)
  return text
}

async function expectErrorOf(answer: Answer, expected: ExpectedError): Promise<ApiServer> {
  const api = await startApiServer({ [LIST]: answer })
  await expectBoth(['creds', 'list'], api.url, expected)
  return api
}

const REQUEST_ID = '11111111-2222-4333-8444-555555555555'

/** One error in the three shapes of Deepgram's answers. */
function shapesOf(code: string, message: string): [string, string | object][] {
  return [
    ['err_code', { err_code: code, err_msg: message, request_id: REQUEST_ID }],
    ['category', { category: code, message, details: 'More of it.', request_id: REQUEST_ID }],
    ['bare text', message],
  ]
}

describe.each<[number, string, ExpectedError]>([
  [401, 'INVALID_AUTH', { code: 'api_key_refused', hint: 'dgsh auth login' }],
  [403, 'INSUFFICIENT_PERMISSIONS', { code: 'not_permitted', hint: 'owner, admin or member' }],
  [404, 'PROJECT_NOT_FOUND', { code: 'project_not_found', message: PROJECT_ID, hint: 'dgsh projects list' }],
  [429, 'TOO_MANY_REQUESTS', { code: 'rate_limited' }],
  [500, 'INTERNAL_SERVER_ERROR', { code: 'server_error', message: '500' }],
])('the status %i', (status, errorCode, expected) => {
  it.each(shapesOf(errorCode, 'The words of the server.'))('in the shape of %s', async (shape, body) => {
    const api = await startApiServer({ [LIST]: { status, body } })
    const { stderr } = await expectBoth(['creds', 'list'], api.url, expected)
    if (shape !== 'bare text') expect(stderr).toContain(`request id: ${REQUEST_ID}\n`)
  })
})

describe('other error answers', () => {
  it.each<[string, Answer, ExpectedError]>([
    [
      '401 for want of rights',
      { status: 401, body: { err_code: 'INSUFFICIENT_PERMISSIONS', err_msg: 'No.' } },
      { code: 'not_permitted' },
    ],
    [
      '404 for a malformed project id',
      { status: 404, body: 'UUID parsing failed: invalid character: found `x` at 1' },
      { code: 'project_not_found', message: 'is not a project id' },
    ],
    [
      'a web page with 502',
      { status: 502, body: '<html><body>Bad Gateway</body></html>' },
      { code: 'server_error' },
    ],
    ['a web page with 403', { status: 403, body: '<!doctype html><p>no</p>' }, { code: 'not_permitted' }],
    ['an empty body with 500', { status: 500, body: '' }, { code: 'server_error' }],
    [
      'an object of objects with 500',
      { status: 500, body: { err_msg: { a: [] } } },
      { code: 'server_error' },
    ],
    ['null with 401', { status: 401, body: 'null' }, { code: 'api_key_refused' }],
    ['a status nobody knows', { status: 418, body: 'teapot' }, { code: 'failed', message: '418' }],
  ])('%s', async (_, answer, expected) => {
    const api = await startApiServer({ [LIST]: answer })
    const result = await runDgsh(['creds', 'list'], { env: environment(api.url) })
    expectError(result, expected)
    expect(result.stderr).not.toContain('<')
  })

  it('takes a 500 and a 429 that pass for no failure', async () => {
    const api = await startApiServer({
      [LIST]: [{ status: 500 }, { status: 429, headers: { 'retry-after': '0' } }, { body: {} }],
    })
    const result = await runDgsh(['creds', 'list'], { env: environment(api.url) })
    expect(result.code, result.stderr).toBe(0)
  })

  it('does not follow a redirect, which would take the API key along', async () => {
    const elsewhere = await startApiServer({})
    const answer = { status: 302, headers: { location: `${elsewhere.url}/` } }
    await expectErrorOf(answer, { code: 'invalid_response', message: 'redirects' })
    expect(elsewhere.requests).toEqual([])
  })
})

describe('a 200 that is not what was asked for', () => {
  const wrong = (changes: Record<string, unknown>) => listAnswer(listEntry(1, changes))
  it.each<[string, Answer]>([
    ['a web page', { body: '<!doctype html><title>Sign in</title>' }],
    ['half of the JSON', { body: '{"distribution_credentials":[{"mem' }],
    ['an empty body', { body: '' }],
    ['a connection that ends in the body', { truncated: '{"distribution_credentials":[' }],
    ['a connection that ends before the answer', 'close'],
    ['null', { body: 'null' }],
    ['a text', { body: '"credentials"' }],
    ['an array', { body: '[]' }],
    ['an error', { body: { err_code: 'INTERNAL', err_msg: 'no', request_id: 'r-1' } }],
    ['a message of a proxy', { body: { message: 'please sign in' } }],
    ['a list that was only accepted', { status: 202, body: { distribution_credentials: [] } }],
    ['a part of a list', { status: 206, body: { distribution_credentials: [] } }],
    ['nothing', { status: 204 }],
    ['an object for the array', { body: { distribution_credentials: {} } }],
    ['an entry that is null', { body: { distribution_credentials: [null] } }],
    ['an entry without an id', { body: wrong({ distribution_credentials_id: undefined }) }],
    ['an id that begins with -', { body: wrong({ distribution_credentials_id: '-rf' }) }],
    ['an id with a space', { body: wrong({ distribution_credentials_id: 'a b' }) }],
    ['an id with an escape sequence', { body: wrong({ distribution_credentials_id: '\u001b[31m' }) }],
    ['an id that is a number', { body: wrong({ distribution_credentials_id: 5 }) }],
    ['scopes that are one text', { body: wrong({ scopes: 'api' }) }],
  ])('%s', async (_, answer) => {
    const broken = answer === 'close' || (typeof answer === 'object' && 'truncated' in answer)
    await expectErrorOf(answer, { code: broken ? 'unreachable' : 'invalid_response' })
  })

  it.each([
    ['projects list', ['projects', 'list'], '{"projects":[{"name":"no id"}]}'],
    ['auth status', ['auth', 'status'], '<html>'],
    ['an error', ['projects', 'list'], '{"err_code":"INTERNAL","err_msg":"no"}'],
    ['a project id that is an option', ['projects', 'list'], '{"projects":[{"project_id":"--help"}]}'],
  ])('for %s', async (_, args, body) => {
    const api = await startApiServer({ 'GET /v1/projects': { body } })
    const result = await runDgsh(args, { env: environment(api.url) })
    expect(result.code, result.stderr).toBe(5)
    expect(result.stderr).toMatch(/^error: .*\nhint: .*\n$/)
  })
})

describe('an empty list', () => {
  it.each([['{}'], ['{"distribution_credentials":null}'], ['{"distribution_credentials":[]}']])(
    '%s: exit 0, and a note of what the key may see',
    async (body) => {
      const api = await startApiServer({ [LIST]: { body } })
      const env = environment(api.url)
      const text = await runDgsh(['creds', 'list'], { env })
      expect(text).toMatchObject({ code: 0, stdout: '' })
      expect(text.stderr).toMatch(/^note: .*sees only/)
      expect(await runDgsh(['creds', 'list', '-o', 'json'], { env })).toMatchObject({
        code: 0,
        stdout: '[]\n',
      })
    },
  )

  it('leaves nothing to log in with', async () => {
    const api = await startApiServer({ [LIST]: { body: {} } })
    await expectBoth(['creds', 'show'], api.url, { code: 'credential_not_found' })
  })
})

describe('a server that does not answer', () => {
  it('is given up after the time allowed', async () => {
    const api = await startApiServer({ [LIST]: 'hang' })
    await expectBoth(['creds', 'list', '--timeout', '0.5'], api.url, {
      code: 'timeout',
      message: '0.5',
      hint: '--timeout',
    })
  })

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 143],
  ] as const)('is left on %s with %i', async (signal, code) => {
    const api = await startApiServer({ [LIST]: 'hang' })
    const running = startDgsh(['creds', 'list'], { env: environment(api.url) })
    await api.firstRequest
    running.kill(signal)
    expect(await running.ended).toEqual({ code, signal: null, stdout: '', stderr: '' })
  })

  it('is not there', async () => {
    const host = `127.0.0.1:${await closedPort()}`
    await expectBoth(['creds', 'list'], `http://${host}`, { code: 'unreachable', message: `${host} refuses` })
  })

  it('has a name that does not exist', async () => {
    await expectBoth(['creds', 'list'], 'https://api.invalid', {
      code: 'unreachable',
      message: 'api.invalid cannot be found',
    })
  })
})

describe('an answer to a deletion', () => {
  it.each<[string, Answer]>([
    ['a sign-in page', { body: '<!doctype html><title>Sign in</title>' }],
    ['202', { status: 202, body: { message: 'accepted' } }],
    ['an error inside a 200', { body: { err_code: 'INTERNAL', err_msg: 'no' } }],
    ['cut JSON', { body: '{"message":"Succ' }],
    ['the documented message', { body: { message: 'Successfully deleted' } }],
  ])('is not believed while the list has the credential: %s', async (_, answer) => {
    const api = await startApiServer({
      [LIST]: { body: listAnswer(listEntry(1)) },
      [`DELETE ${CREDENTIALS_PATH}/${idOf(1)}`]: answer,
    })
    const [home, env] = [temporaryHome(), environment(api.url)]
    await runDgsh(['config', 'set', 'store', 'file'], { home, env })
    const file = stateFile(home, 'store.json')
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    writeFileSync(file, JSON.stringify({ [`secret:${idOf(1)}`]: SECRET }), { mode: 0o600 })
    const result = await runDgsh(['creds', 'delete', idOf(1), '--yes', '--force'], { home, env })
    expect([1, 5]).toContain(result.code)
    expect(result.stderr).toMatch(/^error: .*\nhint: its secret is still stored, if it was;/m)
    expect(result.stderr).not.toContain('Deleted')
    expect(readFileSync(file, 'utf8')).toContain(SECRET)
  })
})
