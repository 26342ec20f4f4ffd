import { describe, expect, it } from 'vitest'
import type { ErrorCode } from '../../src/errors.ts'
import { createKeychainStore, explainKeychainError } from '../../src/store/keychain-store.ts'
import { SECRET } from '../helpers/samples.ts'
import { errorOf } from '../helpers/thrown.ts'
import { fakeProgram } from './fake-programs.ts'

function keychain(answer: unknown) {
  const fake = fakeProgram(() => ({ stdout: JSON.stringify(answer) }))
  return { store: createKeychainStore({ ...fake, program: ['node', 'keychain.js'] }), ...fake }
}

describe('createKeychainStore', () => {
  it('asks a program of its own, by standard input, and gives it three seconds', async () => {
    const { store, requests } = keychain({ value: null })
    await store.set('api-key:default', SECRET)
    expect(requests).toEqual([
      {
        file: 'node',
        args: ['keychain.js'],
        input: `{"verb":"set","name":"api-key:default","value":"${SECRET}"}`,
        timeoutMs: 3000,
      },
    ])
  })

  it('gives the value, and undefined for none', async () => {
    expect(await keychain({ value: SECRET }).store.get('api-key:default')).toBe(SECRET)
    expect(await keychain({ value: null }).store.get('api-key:default')).toBeUndefined()
  })

  it('says whether there was one to delete, and lists its own entries only', async () => {
    expect(await keychain({ value: true }).store.delete('api-key:default')).toBe(true)
    expect(await keychain({ value: false }).store.delete('api-key:default')).toBe(false)
    const { store } = keychain({ value: ['api-key:default', 'probe:1', 'other'] })
    expect(await store.list()).toEqual(['api-key:default'])
  })

  it('passes its probe only when it gives back what it was given', async () => {
    await keychain({ value: true }).store.probe()
    expect((await errorOf(() => keychain({ value: false }).store.probe())).code).toBe('store_unusable')
  })

  it.each([
    ['hangs', { exitCode: undefined, signal: 'SIGKILL', timedOut: true }, 'did not answer within 3 seconds'],
    ['crashes', { exitCode: undefined, signal: 'SIGSEGV' }, 'cannot be run (SIGSEGV)'],
    ['prints nothing', {}, 'ended unexpectedly'],
  ])('says so when the program %s', async (_, result, message) => {
    const store = createKeychainStore({ ...fakeProgram(() => result), program: ['node'] })
    const error = await errorOf(() => store.get('api-key:default'))
    expect(error).toMatchObject({ code: 'store_unusable', message: expect.stringContaining(message) })
  })
})

describe('explainKeychainError', () => {
  // Each text was seen, but for that of macOS.
  it.each<[said: string, code: ErrorCode, message: string]>([
    [
      "Couldn't access platform storage: Secret Service: unlock prompt was dismissed",
      'store_locked',
      'is locked',
    ],
    [
      'zbus error: org.freedesktop.Secret.Error.IsLocked: Cannot get secret of a locked object',
      'store_locked',
      'is locked',
    ],
    ['User interaction is not allowed.', 'store_locked', 'is locked'],
    ["Couldn't access platform storage: Secret Service: no result found", 'store_unusable', 'has no keyring'],
    [
      'Platform failure: DBus error: Failed to connect to socket /x: No such file',
      'store_unusable',
      'no Secret Service runs',
    ],
    ['Cannot find native binding. npm has a bug', 'store_unusable', 'is not installed for this system'],
    ['something else', 'store_unusable', 'something else'],
  ])('tells %s', (said, code, message) => {
    expect(explainKeychainError(said)).toMatchObject({ code, message: expect.stringContaining(message) })
  })
})
