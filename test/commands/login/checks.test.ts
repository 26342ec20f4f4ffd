import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { run } from '../../../src/commands/login/login.ts'
import type { ErrorCode } from '../../../src/errors.ts'
import { apiContext } from '../../helpers/api-context.ts'
import type { TestSetup } from '../../helpers/context.ts'
import { API_KEY, idOf, SECRET } from '../../helpers/samples.ts'
import { temporaryDirectory } from '../../helpers/temporary.ts'
import { errorOf } from '../../helpers/thrown.ts'

const options = { credential: '00000001', engine: undefined, secretStdin: true, tlsVerify: true }

/** The error of a login that ends before it asks the API or runs a program: no request and no program is scripted. */
async function refusalOf(setup: TestSetup, changes: Partial<Parameters<typeof run>[0]> = {}) {
  const { context } = await apiContext({}, { engines: ['docker'], stdin: SECRET, ...setup })
  return errorOf(() => run({ ...options, ...changes }, context))
}

describe('before any request, login', () => {
  it('wants an engine', async () => {
    expect(await refusalOf({ engines: [] })).toMatchObject({
      code: 'engine_missing',
      message: 'neither docker nor podman is on PATH',
    })
  })

  it('wants an engine before it asks for the secret', async () => {
    const error = await refusalOf({ engines: [], isTTY: true }, { secretStdin: false })
    expect(error.code).toBe('engine_missing')
  })

  it.each<[reason: string, stdin: string, code: ErrorCode, message: RegExp]>([
    ['nothing', '', 'usage', /the secret is empty/],
    ['only white space', ' \n\t\n', 'usage', /the secret is empty/],
    ['two lines', `${SECRET}\n${SECRET}`, 'usage', /spaces or several lines/],
    ['a sentence', 'my secret is this', 'usage', /spaces or several lines/],
    ['what looks like an API key', 'f'.repeat(40), 'usage', /that is an API key/],
    ['an API key in capitals', 'F'.repeat(40), 'usage', /that is an API key/],
    ['the API key in use', API_KEY, 'usage', /that is an API key/],
  ])('refuses as secret: %s', async (_, stdin, code, message) => {
    const error = await refusalOf({ stdin })
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) })
    expect(error.hint).toBeTruthy()
    if (stdin.trim() !== '') expect(error.message + error.hint).not.toContain(stdin.trim())
  })

  it('refuses the API key in use whatever it looks like', async () => {
    const env = { DEEPGRAM_API_KEY: 'unusual-key' }
    expect((await refusalOf({ env, stdin: 'unusual-key' })).message).toContain('that is an API key')
  })

  it('refuses --secret-stdin on a terminal, which would show it', async () => {
    expect(await refusalOf({ isTTY: true })).toMatchObject({
      code: 'usage',
      message: '--secret-stdin would show the secret on the terminal',
    })
  })

  it('wants --secret-stdin where it may not ask and the store does not have the secret', async () => {
    expect(await refusalOf({}, { credential: idOf(1), secretStdin: false })).toMatchObject({
      code: 'input_required',
      hint: 'pipe it in with --secret-stdin',
    })
  })

  it.each(['quay.io', 'registry.example.com:5000', 'localhost.example.com'])(
    'refuses --tls-verify=false for %s, which is not loopback',
    async (registry) => {
      expect(await refusalOf({ flags: { registry } }, { tlsVerify: false })).toMatchObject({
        code: 'usage',
        message: `--tls-verify=false is for loopback only, and ${registry} is not`,
      })
    },
  )

  it('refuses a bad setting', async () => {
    expect((await refusalOf({ flags: { registry: 'https://quay.io' } })).code).toBe('usage')
  })

  it('leaves a config file of docker alone that docker would replace', async () => {
    const directory = temporaryDirectory()
    mkdirSync(directory, { recursive: true })
    writeFileSync(join(directory, 'config.json'), '{"auths":')
    expect(await refusalOf({ env: { DOCKER_CONFIG: directory } }, { credential: idOf(1) })).toMatchObject({
      code: 'config_invalid',
      message: `docker cannot read ${join(directory, 'config.json')}, and replaces it at the next login: it is not valid JSON (line 1, column 10)`,
    })
  })

  it('refuses what was pasted at the prompt too', async () => {
    const error = await refusalOf(
      {
        isTTY: true,
        env: { DEEPGRAM_API_KEY: '' },
        questions: [{ secret: `Secret of ${idOf(1)}:`, answer: 'f'.repeat(40) }],
      },
      { credential: idOf(1), secretStdin: false },
    )
    expect(error.message).toContain('that is an API key')
  })
})
