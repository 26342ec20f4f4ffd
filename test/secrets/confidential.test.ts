import { describe, expect, it } from 'vitest'
import {
  type Confidential,
  readConfidential,
  refuseApiKey,
  refuseSecret,
  requireSource,
} from '../../src/secrets/confidential.ts'
import { testContext } from '../helpers/context.ts'
import { API_KEY, SECRET } from '../helpers/samples.ts'
import { errorOf } from '../helpers/thrown.ts'

const piped: Confidential = { noun: 'API key', option: '--key-stdin', fromStdin: true }
const asked: Confidential = { ...piped, fromStdin: false }

describe('requireSource', () => {
  it.each([
    ['a pipe with the option', piped, false],
    ['a terminal without it', asked, true],
  ])('is content with %s', (_, source, isTTY) => {
    expect(() => requireSource(source, testContext({ isTTY }).context.io)).not.toThrow()
  })

  it.each([
    ['the option on a terminal', piped, true, 'usage', /would show the API key/],
    ['neither the option nor a terminal', asked, false, 'input_required', /the API key is missing/],
  ])('refuses %s', async (_, source, isTTY, code, message) => {
    const error = await errorOf(() => requireSource(source, testContext({ isTTY }).context.io))
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) })
  })
})

describe('readConfidential', () => {
  it('protects what it read: it is in no message from then on', async () => {
    const { context } = testContext({ stdin: SECRET })
    await readConfidential(piped, '', context)
    expect(context.redaction.redact(`a ${SECRET} b`)).toBe('a [redacted] b')
  })

  it('protects the other forms in which it may be told', async () => {
    const { context } = testContext({ stdin: SECRET })
    await readConfidential(piped, '', context)
    expect(context.redaction.redact(Buffer.from(SECRET).toString('base64'))).toBe('[redacted]')
  })

  it('asks with the given message', async () => {
    const { context } = testContext({ isTTY: true, questions: [{ secret: 'API key', answer: ' typed-in ' }] })
    expect(await readConfidential(asked, 'API key', context)).toBe('typed-in')
  })

  it.each([
    '',
    ' \n',
    'two words',
    'two\nlines',

    'nul\0inside-it',
    'caf\u00e9-secret',
    '\ufffd\ufffdwide\ufffd',
  ])('refuses %j', async (stdin) => {
    const { context } = testContext({ stdin })
    expect((await errorOf(() => readConfidential(piped, '', context))).code).toBe('usage')
  })
})

describe('a value in the wrong place', () => {
  it('is an API key for a secret', async () => {
    const { context } = testContext()
    expect((await errorOf(() => refuseApiKey(API_KEY, context.remote))).message).toContain(
      'that is an API key',
    )
    expect(() => refuseApiKey(SECRET, context.remote)).not.toThrow()
  })

  it('is a secret for an API key', async () => {
    expect((await errorOf(() => refuseSecret(SECRET))).message).toContain('not an API key')
    expect(() => refuseSecret(API_KEY)).not.toThrow()
  })
})
