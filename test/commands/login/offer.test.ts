import { describe, expect, it } from 'vitest'
import { run } from '../../../src/commands/login/login.ts'
import { secretName } from '../../../src/store/store.ts'
import { apiContext } from '../../helpers/api-context.ts'
import { ENGINE_LIMITS, type TestSetup } from '../../helpers/context.ts'
import { CREDENTIALS_PATH, idOf, listAnswer, listEntry, SECRET } from '../../helpers/samples.ts'
import type { Question } from '../../helpers/scripted-prompt.ts'

const username = `deepgram+${idOf(1)}`
const list = { [`GET ${CREDENTIALS_PATH}`]: { body: listAnswer(listEntry(1)) } }
const options = { credential: idOf(1), engine: undefined, secretStdin: false, tlsVerify: true }
const typed: Question = { secret: 'Secret of Number 1 (00000001):', answer: SECRET }

async function loggingIn(questions: readonly Question[], settings: Record<string, string>, result = {}) {
  const args = ['login', 'quay.io', '--username', username, '--password-stdin']
  const setup: TestSetup = {
    isTTY: true,
    columns: 400,
    engines: ['docker'],
    questions,
    exec: (pathOf) => [
      { request: { file: pathOf('docker'), args, input: SECRET, ...ENGINE_LIMITS }, result },
    ],
  }
  const made = await apiContext(list, setup)
  await (await made.context.settingsFile()).changeProfile('default', settings)
  const profile = async () => (await made.context.settingsFile()).readProfile('default')
  const stored = async () => (await made.context.stores.chosen()).get(secretName(idOf(1)))
  return { ...made, profile, stored }
}

const offer = (answer: boolean): Question => ({
  confirm: expect.stringMatching(/^Store the secret in .*store\.json, unencrypted, so that/),
  answer,
})

describe('a secret that was typed', () => {
  it('is stored where the profile stores secrets, when that is wanted', async () => {
    const { context, stored, stderr } = await loggingIn([typed, offer(true)], { store: 'file' })
    expect(await run(options, context)).toBe(0)
    expect(await stored()).toBe(SECRET)
    expect(stderr()).toMatch(/^✓ the secret is stored in .*store\.json$/m)
  })

  it('is not stored when that is not wanted, which is remembered', async () => {
    const { context, stored, stderr, profile } = await loggingIn([typed, offer(false)], { store: 'file' })
    expect(await run(options, context)).toBe(0)
    expect(await stored()).toBe(undefined)
    expect(await profile()).toEqual({ store: 'file', store_typed: 'never' })
    expect(stderr()).toContain('to be asked again: dgsh config unset store_typed')
  })

  it('is not offered to be stored again after a no', async () => {
    const { context, stored } = await loggingIn([typed], { store: 'file', store_typed: 'never' })
    expect(await run(options, context)).toBe(0)
    expect(await stored()).toBe(undefined)
  })

  it('is not offered to be stored when the registry refuses it', async () => {
    const refused = { exitCode: 1, stderr: 'unauthorized: authentication required' }
    const { context, stored } = await loggingIn([typed], { store: 'file' }, refused)
    await expect(run(options, context)).rejects.toMatchObject({ code: 'login_refused' })
    expect(await stored()).toBe(undefined)
  })
})
