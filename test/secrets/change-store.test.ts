import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { run as change } from '../../src/commands/config/change.ts'
import type { ExecResult } from '../../src/ports.ts'
import { type ExpectedExec, KEYCHAIN_PROGRAM, testContext } from '../helpers/context.ts'
import { temporaryDirectory } from '../helpers/temporary.ts'
import { errorOf } from '../helpers/thrown.ts'

/** One access to the keychain that is expected, and its answer. */
function access(request: object, value: unknown = null): ExpectedExec {
  return answer(request, { stdout: JSON.stringify({ value }) })
}

function answer(request: object, result: Partial<ExecResult>): ExpectedExec {
  const [file = '', ...args] = KEYCHAIN_PROGRAM
  return { request: { file, args, input: JSON.stringify(request), timeoutMs: 3000 }, result }
}

const probe = { verb: 'probe', value: 'probe' }
const get = (name: string) => ({ verb: 'get', name })
const set = (name: string, value: string) => ({ verb: 'set', name, value })

const KEY = 'api-key:default'

async function setUp(entries: Record<string, string>, exec: readonly ExpectedExec[], profiles: object = {}) {
  const [config, state] = [temporaryDirectory(), temporaryDirectory()]
  const storeFile = join(state, 'store.json')
  if (Object.keys(entries).length > 0) writeFileSync(storeFile, JSON.stringify(entries), { mode: 0o600 })
  writeFileSync(join(config, 'config.json'), JSON.stringify({ profiles }))
  const made = testContext({ exec: () => exec, paths: { config, state } })
  const read = (path: string) => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined)
  return { ...made, kept: () => read(storeFile), profiles: () => read(join(config, 'config.json')).profiles }
}

const setStore = (value: string | undefined) => ({ key: 'store' as const, value })

describe('dgsh config set store', () => {
  it('moves key and secrets to the keychain, and says so', async () => {
    const entries = { [KEY]: 'the-key', 'secret:1': 'the-secret', 'api-key:other': 'of-another' }
    const { context, stderr, kept, profiles } = await setUp(entries, [
      access(probe, true),
      ...[KEY, 'secret:1'].flatMap((name) => {
        const value = entries[name as keyof typeof entries]
        return [access(get(name)), access(set(name, value)), access(get(name), value)]
      }),
    ])
    expect(await change(setStore('keychain'), context)).toBe(0)
    expect(kept()).toEqual({ 'api-key:other': 'of-another' })
    expect(profiles()).toEqual({ default: { store: 'keychain' } })
    expect(stderr()).toContain('Moved the API key and 1 secret from file to keychain.\n')
  })

  it('leaves the secrets where another profile needs them, too', async () => {
    const { context, stderr, kept } = await setUp(
      { 'secret:1': 'the-secret' },
      [
        access(probe, true),
        access(get('secret:1')),
        access(set('secret:1', 'the-secret')),
        access(get('secret:1'), 'the-secret'),
      ],
      { other: { project: 'p' } },
    )
    expect(await change(setStore('keychain'), context)).toBe(0)
    expect(kept()).toEqual({ 'secret:1': 'the-secret' })
    expect(stderr()).toContain('note: the secrets stay in file as well, because another profile uses it\n')
  })

  it('moves nothing when the keychain cannot be used', async () => {
    const locked = { stdout: '{"error":"unlock prompt was dismissed"}' }
    const { context, kept, profiles } = await setUp({ [KEY]: 'the-key' }, [answer(probe, locked)])
    expect((await errorOf(() => change(setStore('keychain'), context))).code).toBe('store_locked')
    expect([kept(), profiles()]).toEqual([{ [KEY]: 'the-key' }, {}])
  })

  it('takes what it wrote back when the second write fails', async () => {
    const fails = { stdout: '{"error":"no space"}' }
    const { context, kept, profiles } = await setUp({ [KEY]: 'the-key', 'secret:1': 's' }, [
      access(probe, true),
      access(get(KEY)),
      access(set(KEY, 'the-key')),
      access(get(KEY), 'the-key'),
      access(get('secret:1')),
      answer(set('secret:1', 's'), fails),
      access({ verb: 'delete', name: 'secret:1' }, false),
      access({ verb: 'delete', name: KEY }, true),
    ])
    expect((await errorOf(() => change(setStore('keychain'), context))).message).toContain('no space')
    expect([kept(), profiles()]).toEqual([{ [KEY]: 'the-key', 'secret:1': 's' }, {}])
  })

  it.each(['command:op read x', undefined])('to %s moves nothing, and says so', async (value) => {
    const { context, stderr, kept } = await setUp({ [KEY]: 'the-key' }, [], { default: { store: 'file' } })
    expect(await change(setStore(value), context)).toBe(0)
    expect(kept()).toEqual({ [KEY]: 'the-key' })
    expect(stderr()).toContain('note: what is kept in file stays there\n')
  })

  it('mends a store that is none', async () => {
    const { context, profiles } = await setUp({}, [], { default: { store: 'nonsense', timeout: 'x' } })
    expect(await change(setStore('file'), context)).toBe(0)
    expect(profiles()).toEqual({ default: { store: 'file', timeout: 'x' } })
  })
})
