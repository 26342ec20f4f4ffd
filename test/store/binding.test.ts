import { describe, expect, it } from 'vitest'
import { type Binding, bindStore } from '../../src/store/binding.ts'
import { memoryStore } from '../helpers/memory-store.ts'

const HOME = { api: 'api.deepgram.com', registry: 'quay.io' }

function bound(used: Partial<Binding['used']>, entries: Record<string, string> = {}, plain = HOME) {
  const { all, entries: kept } = memoryStore(entries)
  return { kept, ...bindStore(all, async () => ({ used: { ...HOME, ...used }, plain })) }
}

describe('a store', () => {
  it.each([
    ['api-key:default', {}, 'api-key:default'],
    ['secret:1', { api: 'other.example' }, 'secret:1'],
    ['api-key:default', { registry: 'other.example' }, 'api-key:default'],
    ['api-key:default', { api: 'other.example' }, 'api-key:default@other.example'],
    ['secret:1', { registry: '127.0.0.1:5000' }, 'secret:1@127.0.0.1_3a5000'],
    ['secret:1', { registry: '[::1]:5000' }, 'secret:1@_5b_3a_3a1_5d_3a5000'],
    ['api-key:a', { api: 'a_3a5000' }, 'api-key:a@a_5f3a5000'],
  ])('keeps %s for %o as %s', async (name, used, full) => {
    const store = bound(used)
    await store.set(name, 'value')
    expect([...store.kept]).toEqual([[full, 'value']])
    expect(await store.get(name)).toBe('value')
    expect(await store.list()).toEqual([name])
    expect(await store.delete(name)).toBe(true)
    expect(store.kept.size).toBe(0)
  })

  const entries = {
    'api-key:default': 'key',
    'secret:1': 'one',
    'secret:1@mirror.example_3a5000': 'other',
    'secret:2': 'two',
  }

  it('gives out nothing that is for another host, and says what is', async () => {
    const store = bound({ api: 'evil.example', registry: 'evil.example' }, entries)
    expect(await store.list()).toEqual([])
    expect(await store.get('api-key:default')).toBeUndefined()
    expect(await store.get('secret:1')).toBeUndefined()
    expect(await store.keptElsewhere('api-key:default')).toEqual(['api.deepgram.com'])
    expect(await store.keptElsewhere('secret:1')).toEqual(['quay.io', 'mirror.example:5000'])
    expect(await store.keptElsewhere('secret:3')).toEqual([])
  })

  it('knows each host by itself', async () => {
    const store = bound({ registry: 'mirror.example:5000' }, entries)
    expect(await store.list()).toEqual(['api-key:default', 'secret:1'])
    expect(await store.get('secret:1')).toBe('other')
    expect(await store.keptElsewhere('secret:1')).toEqual(['quay.io'])
  })

  it('takes entries without a host for those of the home that it is told of', async () => {
    const store = bound({ api: 'own.example' }, entries, { ...HOME, api: 'own.example' })
    expect(await store.get('api-key:default')).toBe('key')
    const away = bound({}, entries, { ...HOME, api: 'own.example' })
    expect(await away.get('api-key:default')).toBeUndefined()
    expect(await away.keptElsewhere('api-key:default')).toEqual(['own.example'])
  })

  it('that cannot list is asked', async () => {
    const { all } = memoryStore(entries)
    const command = { ...all, writable: false, list: async () => [] }
    const used = { ...HOME, registry: 'evil.example' }
    const store = bindStore(command, async () => ({ used, plain: HOME }))
    expect(await store.keptElsewhere('secret:2')).toEqual(['quay.io'])
    expect(await store.keptElsewhere('secret:3')).toEqual([])
  })
})
