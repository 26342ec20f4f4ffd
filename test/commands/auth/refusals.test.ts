import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type AuthLoginOptions, run } from '../../../src/commands/auth/login.ts'
import { DgshError, type ErrorCode } from '../../../src/errors.ts'
import { apiContext } from '../../helpers/api-context.ts'
import type { Answer } from '../../helpers/api-server.ts'
import type { TestSetup } from '../../helpers/context.ts'
import { API_KEY, PROJECT_ID, SECRET } from '../../helpers/samples.ts'
import { temporaryDirectory } from '../../helpers/temporary.ts'
import { errorOf } from '../../helpers/thrown.ts'

type Script = Parameters<typeof apiContext>[0]

const accepted: Script = {
  'GET /v1/projects': { body: { projects: [{ project_id: PROJECT_ID, name: 'Mine' }] } },
}
const answering = (answer: Answer): Script => ({ 'GET /v1/projects': answer })

async function refusalOf(script: Script, setup: TestSetup, changes: Partial<AuthLoginOptions> = {}) {
  const env = { DEEPGRAM_API_KEY: '', DEEPGRAM_PROJECT_ID: '', ...setup.env }
  const { context, stderr } = await apiContext(script, { stdin: API_KEY, ...setup, env })
  const error = await errorOf(() => run({ keyStdin: true, store: 'file', ...changes }, context))
  return { error, context, stderr }
}

describe('dgsh auth login, when it fails, keeps nothing', () => {
  it.each<
    [reason: string, script: Script, setup: TestSetup, changes: Partial<AuthLoginOptions>, code: ErrorCode]
  >([
    ['Deepgram refuses the key', answering({ status: 401 }), {}, {}, 'api_key_refused'],
    ['the server fails', answering({ status: 400 }), {}, {}, 'failed'],
    ['the answer is a web page', answering({ body: '<html>' }), {}, {}, 'invalid_response'],
    ['the named project is not there', accepted, { flags: { project: 'ffff0000' } }, {}, 'project_not_found'],
    ['off a terminal, no key was piped', {}, {}, { keyStdin: false }, 'input_required'],
    ['the key is empty', {}, { stdin: '\n' }, {}, 'usage'],
    ['it is a secret, not a key', {}, { stdin: SECRET }, {}, 'usage'],
    ['it has characters that no key has', {}, { stdin: 'schlüssel-und-schloss' }, {}, 'usage'],
    [
      'Ctrl-C is pressed at the key',
      {},
      {
        isTTY: true,
        questions: [{ secret: 'API key', answer: new DgshError('interrupted', 'interrupted') }],
      },
      { keyStdin: false },
      'interrupted',
    ],
  ])('when %s', async (_, script, setup, changes, code) => {
    const { error, context } = await refusalOf(script, setup, changes)
    expect(error.code).toBe(code)
    expect(existsSync(context.host.paths.config)).toBe(false)
    expect(existsSync(join(context.host.paths.state, 'store.json'))).toBe(false)
  })

  it('when the config file cannot be written: the key goes again', async () => {
    const regular = join(temporaryDirectory(), 'regular')
    writeFileSync(regular, '')
    const { error, context } = await refusalOf(accepted, { paths: { config: join(regular, 'config') } })
    expect(error).toMatchObject({ code: 'file_unusable', message: expect.stringContaining('ENOTDIR') })
    expect(await (await context.stores.chosen()).get('api-key:default')).toBeUndefined()
  })

  it('when the config file cannot be written: the key that was there before comes back', async () => {
    const [regular, state] = [join(temporaryDirectory(), 'regular'), temporaryDirectory()]
    writeFileSync(regular, '')
    mkdirSync(state, { recursive: true })
    const before = '{"api-key:default":"the-key-of-before"}'
    writeFileSync(join(state, 'store.json'), before, { mode: 0o600 })
    await refusalOf(accepted, { paths: { config: join(regular, 'config'), state } })
    expect(JSON.parse(readFileSync(join(state, 'store.json'), 'utf8'))).toEqual(JSON.parse(before))
  })

  it('when the store cannot be written, and then Deepgram is not even asked', async () => {
    const regular = join(temporaryDirectory(), 'regular')
    writeFileSync(regular, '')
    const { error, context } = await refusalOf({}, { paths: { state: join(regular, 'state') } })
    expect(error.code).toBe('file_unusable')
    expect(existsSync(context.host.paths.config)).toBe(false)
  })

  it('and never shows the key', async () => {
    const { error, stderr } = await refusalOf(answering({ status: 400, body: `no ${API_KEY}` }), {})
    expect(stderr()).not.toContain(API_KEY)
    expect(error.code).toBe('failed')
  })
})
