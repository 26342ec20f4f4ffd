import { describe, expect, it } from 'vitest'
import { DgshError } from '../../src/errors.ts'
import { command, message } from '../../src/ui/message.ts'
import { apiContext } from '../helpers/api-context.ts'
import { startApiServer } from '../helpers/api-server.ts'
import { type TestSetup, testContext } from '../helpers/context.ts'
import { API_KEY, SECRET } from '../helpers/samples.ts'
import { errorOf } from '../helpers/thrown.ts'

describe('canPrompt', () => {
  it.each<[reason: string, setup: TestSetup, expected: boolean]>([
    ['on a terminal', { isTTY: true }, true],
    ['off a terminal', {}, false],
    ['with a pipe as standard input', { isTTY: true, stdinIsTTY: false }, false],
    ['with --no-input', { isTTY: true, flags: { input: false } }, false],
    ['with DGSH_NO_INPUT', { isTTY: true, env: { DGSH_NO_INPUT: '1' } }, false],
    ['with DGSH_NO_INPUT=0', { isTTY: true, env: { DGSH_NO_INPUT: '0' } }, true],
    ['with CI', { isTTY: true, env: { CI: 'true' } }, false],
    ['with CI=false', { isTTY: true, env: { CI: 'false' } }, true],
    ['with an empty CI', { isTTY: true, env: { CI: '' } }, true],
  ])('%s', (_, setup, expected) => {
    expect(testContext(setup).context.io.canPrompt).toBe(expected)
  })
})

describe('redact', () => {
  it('hides what was protected, wherever and however often it stands', () => {
    const { context } = testContext()
    context.redaction.protect(SECRET)
    context.redaction.protect(API_KEY)
    expect(context.redaction.redact(`${SECRET}${SECRET} ${API_KEY}`)).toBe('[redacted][redacted] [redacted]')
  })

  it('leaves no part of a value behind that begins with another', () => {
    const { context } = testContext()
    context.redaction.protect('12345678')
    context.redaction.protect('1234567890')
    expect(context.redaction.redact('1234567890 12345678')).toBe('[redacted] [redacted]')
  })

  it('does not mangle messages for a mistyped word', () => {
    const { context } = testContext()
    context.redaction.protect('the')
    expect(context.redaction.redact('the other')).toBe('the other')
  })
})

describe('debug', () => {
  it.each<[setup: TestSetup, text: string]>([
    [{}, ''],
    [{ flags: { debug: true } }, 'debug: a [redacted]\n'],
    [{ env: { DGSH_DEBUG: '1' } }, 'debug: a [redacted]\n'],
    [{ env: { DGSH_DEBUG: '0' } }, ''],
  ])('with %j writes %j', (setup, text) => {
    const { context, stdout, stderr } = testContext(setup)
    context.redaction.protect(SECRET)
    context.messages.debug(`a ${SECRET}\x1b[2J`)
    expect(stderr()).toBe(text)
    expect(stdout()).toBe('')
  })
})

describe('note', () => {
  it('is one line on stderr, redacted and harmless', () => {
    const { context, stderr } = testContext()
    context.redaction.protect(SECRET)
    context.messages.note(`a\n${SECRET}\u202eb`)
    expect(stderr()).toBe('note: a [redacted]b\n')
  })

  it('repeats the options of the command line in its command, and not those of an operation', () => {
    const { context, stderr } = testContext({ flags: { profile: 'staging' } })
    const own = context.scopedTo({ profile: 'other', project: 'p' })
    own.messages.note('to log in: dgsh auth login')
    own.messages.say(message`Next: ${command('dgsh creds list')}.`)
    expect(stderr()).toBe(
      'note: to log in: dgsh auth login --profile staging\nNext: dgsh creds list --profile staging.\n',
    )
  })
})

describe('exec', () => {
  const request = { file: 'docker', args: ['login', SECRET], input: SECRET }

  it('tells of the program under --debug, never of its input', async () => {
    const { context, stderr } = testContext({
      flags: { debug: true },
      exec: () => [{ request: { ...request, args: [] } }],
    })
    await context.host.exec({ ...request, args: [] })
    expect(stderr()).toBe('debug: runs docker\ndebug: docker ended with 0\n')
  })

  it('hides a protected value in the argv that is told of', async () => {
    const { context, stderr } = testContext({ flags: { debug: true }, exec: () => [{ request }] })
    context.redaction.protect(SECRET)
    await context.host.exec(request)
    expect(stderr()).toContain('runs docker login [redacted]\n')
  })

  it('takes a program that Ctrl-C ended for an interruption, also when dgsh notices its own signal later', async () => {
    const { context } = testContext({
      exec: () => [{ request, result: { exitCode: undefined, signal: 'SIGINT' } }],
    })
    expect((await errorOf(() => context.host.exec(request))).code).toBe('interrupted')
  })

  it('ends with the reason when dgsh was interrupted meanwhile', async () => {
    const controller = new AbortController()
    const { context } = testContext({ signal: controller.signal, exec: () => [{ request }] })
    controller.abort(new DgshError('terminated', 'terminated'))
    expect((await errorOf(() => context.host.exec(request))).code).toBe('terminated')
  })
})

describe('apiKey', () => {
  it('comes from the environment first, without the white space around it', async () => {
    const { context } = testContext({ env: { DEEPGRAM_API_KEY: ` ${API_KEY}\n` } })
    await (await context.stores.chosen()).set('api-key:default', 'kept-one')
    expect(await context.remote.apiKey()).toEqual({
      value: API_KEY,
      source: 'environment',
      origin: 'DEEPGRAM_API_KEY',
    })
    expect(context.redaction.redact(API_KEY)).toBe('[redacted]')
  })

  it.each(['', '  '])('comes from the store when the variable is "%s"', async (variable) => {
    const { context } = testContext({ env: { DEEPGRAM_API_KEY: variable }, flags: { profile: 'staging' } })
    const store = await context.stores.chosen()
    await store.set('api-key:staging', API_KEY)
    expect(await context.remote.apiKey()).toEqual({
      value: API_KEY,
      source: 'store',
      origin: `file ${store.location}`,
    })
    expect(context.redaction.redact(API_KEY)).toBe('[redacted]')
  })

  it('is undefined when there is none', async () => {
    expect(await testContext().context.remote.apiKey()).toBeUndefined()
  })
})

describe('api', () => {
  it('wants an API key, and names the profile that has none', async () => {
    const { context } = testContext({ env: { DGSH_PROFILE: 'staging' } })
    expect(await errorOf(() => context.remote.api())).toMatchObject({
      code: 'no_api_key',
      message: 'there is no API key for profile staging',
      hint: 'set DEEPGRAM_API_KEY, or store a key: dgsh auth login',
    })
  })

  it('names the other profiles when the one that was asked for has none', async () => {
    const { context } = testContext({ flags: { profile: 'stagin' } })
    await (await context.settingsFile()).changeProfile('staging', { project: 'p' })
    expect((await errorOf(() => context.remote.api())).hint).toBe(
      'set DEEPGRAM_API_KEY, or store a key: dgsh auth login\nother profiles: staging',
    )
  })

  it.each(['two words', 'ключ-ключ', 'line\nbreak', 'a\x00b'])(
    'refuses a key with characters that no key has: %j',
    async (key) => {
      const { context } = testContext({ env: { DEEPGRAM_API_KEY: key } })
      const error = await errorOf(() => context.remote.api())
      expect(error.code).toBe('usage')
      expect(error.message + error.hint).not.toContain(key)
    },
  )

  it('sends the key that it was made with, and the version', async () => {
    const { context, requests } = await apiContext({ 'GET /v1/projects': { body: {} } })
    await (await context.remote.apiWith('another-key-altogether')).listProjects()
    expect(requests[0]?.headers).toMatchObject({
      authorization: 'Token another-key-altogether',
      'user-agent': 'dgsh/0.0.0',
    })
  })
})

describe('registry', () => {
  it('is that of the settings, and is told of the version', async () => {
    const { url, requests } = await startApiServer({ 'GET /v2/': {} })
    const { context, stderr } = testContext({
      env: { DGSH_REGISTRY: new URL(url).host },
      flags: { debug: true },
    })
    const registry = await context.remote.registry()
    const question = { username: 'deepgram+1', secret: SECRET, repositories: [] }
    expect(await registry.askAccess(question)).toEqual({ login: 'accepted', pulls: new Map() })
    expect(requests[0]?.headers['user-agent']).toBe('dgsh/0.0.0')
    expect(stderr()).toContain('/v2/: 200')
  })
})

describe('what is made lazily', () => {
  it('is made once', async () => {
    const { context } = testContext()
    expect(context.settings()).toBe(context.settings())
    expect(await context.stores.chosen()).toBe(await context.stores.chosen())
  })

  it('is made anew for other global options', async () => {
    const { context } = testContext({ flags: { registry: 'one.example' } })
    expect((await context.settings()).registry.value).toBe('one.example')
    expect((await context.settings({ registry: 'two.example' })).registry.value).toBe('two.example')
    const other = context.scopedTo({ registry: 'three.example' })
    expect((await other.settings()).registry.value).toBe('three.example')
  })
})
