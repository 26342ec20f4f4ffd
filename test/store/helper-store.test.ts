import { describe, expect, it } from 'vitest'
import type { ExecRequest, ExecResult } from '../../src/ports.ts'
import { createHelperStore } from '../../src/store/helper-store.ts'
import { SECRET } from '../helpers/samples.ts'
import { errorOf } from '../helpers/thrown.ts'
import { fakeProgram } from './fake-programs.ts'

const NOT_FOUND = { exitCode: 1, stdout: 'credentials not found in native keychain\n' }

/** A helper as the protocol has it, with the entries given; changes stand for what one does differently. */
function helperStore(
  entries: Record<string, string> = {},
  changes: Record<string, Partial<ExecResult>> = {},
) {
  const verbs: Record<string, (input: string) => Partial<ExecResult>> = {
    get: (server) =>
      entries[server] === undefined
        ? NOT_FOUND
        : { stdout: JSON.stringify({ ServerURL: server, Username: 'u', Secret: entries[server] }) },
    store: (input) => {
      const { ServerURL, Secret } = JSON.parse(input)
      entries[ServerURL] = Secret
      return {}
    },
    erase: (server) => {
      delete entries[server]
      return {}
    },
    list: () => ({
      stdout: JSON.stringify(Object.fromEntries(Object.keys(entries).map((key) => [key, 'u']))),
    }),
  }
  const program = fakeProgram(({ args: [verb = ''], input = '' }: ExecRequest) => {
    return changes[verb] ?? verbs[verb]?.(input) ?? { exitCode: 1 }
  })
  return { store: createHelperStore('fake', program), entries, ...program }
}

const KEY = 'https://dgsh.invalid/api-key/default'

describe('createHelperStore', () => {
  it('keeps entries under server names of its own, and gives the secret by standard input', async () => {
    const { store, requests } = helperStore()
    await store.set('api-key:default', SECRET)
    expect(requests).toEqual([
      {
        file: 'docker-credential-fake',
        args: ['store'],
        input: `{"ServerURL":"${KEY}","Username":"dgsh","Secret":"${SECRET}"}\n`,
        timeoutMs: 2000,
      },
    ])
  })

  it('quotes what a helper says when it fails, but never an answer, which has a secret in it', async () => {
    const failing = (stdout: string) =>
      errorOf(() => helperStore({}, { get: { exitCode: 1, stdout } }).store.get('a'))
    expect(await failing('gpg: no key\n')).toMatchObject({
      message: 'docker-credential-fake get fails: gpg: no key',
    })
    expect(await failing(`{"Secret":"${SECRET}"}\n`)).toMatchObject({
      message: 'docker-credential-fake get fails',
    })
  })

  it('gives back what was set, and undefined for what was not', async () => {
    const { store } = helperStore()
    await store.set('secret:1b4e', SECRET)
    expect(await store.get('secret:1b4e')).toBe(SECRET)
    expect(await store.get('secret:ffff')).toBeUndefined()
  })

  it('takes an empty secret for none, as docker-credential-pass answers', async () => {
    const { store } = helperStore({}, { get: { stdout: '{"ServerURL":"x","Username":"","Secret":""}' } })
    expect(await store.get('api-key:default')).toBeUndefined()
  })

  it("lists its own entries and not docker's, and touches none of those", async () => {
    const { store, entries } = helperStore({ 'quay.io': 'docker', [KEY]: 'mine' })
    expect(await store.list()).toEqual(['api-key:default'])
    expect(await store.delete('api-key:default')).toBe(true)
    expect(await store.delete('api-key:default')).toBe(false)
    await store.probe()
    expect(entries).toEqual({ 'quay.io': 'docker' })
  })

  it.each([
    ['says not found', NOT_FOUND],
    ['crashes', { exitCode: 2, stderr: 'SIGSEGV: segmentation violation' }],
  ])('calls it locked when the helper %s for what it lists', async (_, get) => {
    const { store } = helperStore({ [KEY]: 'mine' }, { get })
    expect((await errorOf(() => store.get('api-key:default'))).code).toBe('store_locked')
  })

  it('calls it locked when an entry is still there after it was erased', async () => {
    const { store } = helperStore({ [KEY]: 'mine' }, { erase: {} })
    expect((await errorOf(() => store.delete('api-key:default'))).code).toBe('store_locked')
  })

  it.each<[string, Partial<ExecResult>, string]>([
    ['is not there', { exitCode: undefined, startError: 'ENOENT' }, 'docker-credential-fake is not on PATH'],
    ['may not be run', { exitCode: undefined, startError: 'EACCES' }, 'cannot be run (EACCES)'],
    ['is killed', { exitCode: undefined, signal: 'SIGKILL' }, 'cannot be run (SIGKILL)'],
    ['hangs', { exitCode: undefined, signal: 'SIGKILL', timedOut: true }, 'did not answer within 2 seconds'],
    ['fails', { exitCode: 1, stdout: 'log\npass not initialized\n' }, 'store fails: pass not initialized'],
  ])('says what is wrong when the helper %s', async (_, result, message) => {
    const { store } = helperStore({}, { store: result })
    expect(await errorOf(() => store.probe())).toMatchObject({
      code: 'store_unusable',
      message: expect.stringContaining(message),
    })
  })

  it.each(['no JSON', '["a"]', '5'])('refuses the answer %s without repeating it', async (stdout) => {
    const { store } = helperStore({}, { get: { stdout } })
    const error = await errorOf(() => store.get('api-key:default'))
    expect(error).toMatchObject({ code: 'store_unusable', message: expect.not.stringContaining(stdout) })
  })

  it('does not pass its probe when it gives back something else', async () => {
    const { store } = helperStore({}, { get: { stdout: '{"Secret":"other"}' } })
    expect((await errorOf(() => store.probe())).message).toContain('does not give back')
  })

  it('tells of each access by name, never by value', async () => {
    const { store, messages } = helperStore()
    await store.set('api-key:default', SECRET)
    await store.get('api-key:default')
    await store.delete('api-key:default')
    expect(messages.join()).toContain('store helper:fake: wrote api-key:default')
    expect(messages.join()).not.toContain(SECRET)
  })
})

describe('a probe that fails', () => {
  it.each([
    ['at reading', { get: { exitCode: 1, stdout: 'gpg: decryption failed: No secret key' } }],
    ['at reading in time', { get: { timedOut: true, exitCode: undefined, signal: 'SIGKILL' } }],
    ['after a store that fails half-way', { list: { exitCode: 1 }, get: { exitCode: 1, stdout: 'no' } }],
  ])('leaves no entry behind: %s', async (_, changes) => {
    const { store, entries } = helperStore({ 'https://dgsh.invalid/secret/1': SECRET }, changes)
    await errorOf(() => store.probe())
    expect(Object.keys(entries)).toEqual(['https://dgsh.invalid/secret/1'])
  })
})
