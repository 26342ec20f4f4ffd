import { describe, expect, it } from 'vitest'
import type { ExecResult } from '../../src/ports.ts'
import { chooseStore } from '../../src/secrets/choose-store.ts'
import { KEYCHAIN_PROGRAM, type TestSetup, testContext } from '../helpers/context.ts'
import { errorOf } from '../helpers/thrown.ts'

/** A context whose keychain is probed once, with that result. */
function probed(result: Partial<ExecResult>, setup: TestSetup = {}) {
  const [file = '', ...args] = KEYCHAIN_PROGRAM
  const input = '{"verb":"probe","value":"probe"}'
  return testContext({ ...setup, exec: () => [{ request: { file, args, input, timeoutMs: 3000 }, result }] })
    .context
}

const FAILS = { stdout: '{"error":"DBus error: no socket"}' }

describe('chooseStore', () => {
  it('takes the keychain by itself when its probe passes', async () => {
    const store = await chooseStore({ noun: 'API key' }, probed({ stdout: '{"value":true}' }))
    expect(store.name).toBe('keychain')
  })

  it('names the three ways to continue when it does not and prompts are disabled', async () => {
    const context = probed(FAILS)
    const error = await errorOf(() => chooseStore({ noun: 'API key' }, context))
    expect(error.code).toBe('input_required')
    expect(
      error.hint
        ?.split('\n')
        .slice(1)
        .map((line) => line.split('  ')[0]),
    ).toEqual(['--store helper:<name>', '--store file', 'DEEPGRAM_API_KEY'])
    expect(error.hint).toContain(context.host.paths.state)
  })

  it('asks on a terminal where to store it, and takes no store by itself', async () => {
    const select = 'Where should dgsh store the API key?'
    const answer = (names: readonly string[]) => {
      expect(names.map((name) => name.split(' ')[0])).toEqual(['file', 'command'])
      expect(names[0]).toMatch(/unencrypted in .*readable only by your user$/)
      return names[0] ?? ''
    }
    const context = probed(FAILS, { isTTY: true, questions: [{ select, answer }] })
    expect((await chooseStore({ noun: 'API key' }, context)).name).toBe('file')
  })

  it('says how to name a command when that is picked', async () => {
    const select = 'Where should dgsh store the API key?'
    const answer = (names: readonly string[]) => names[1] ?? ''
    const context = probed(FAILS, { isTTY: true, questions: [{ select, answer }] })
    const error = await errorOf(() => chooseStore({ noun: 'API key' }, context))
    expect(error.hint).toContain("dgsh config set store 'command:<program and arguments>'")
  })

  it('takes no other store in place of the one that was asked for', async () => {
    expect(
      (await errorOf(() => chooseStore({ noun: 'API key', asked: 'keychain' }, probed(FAILS)))).code,
    ).toBe('store_unusable')
  })

  it('takes that of the profile', async () => {
    const { context } = testContext()
    await (await context.settingsFile()).changeProfile('default', { store: 'file' })
    expect((await chooseStore({ noun: 'API key' }, context)).name).toBe('file')
  })
})
