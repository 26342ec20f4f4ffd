import { describe, expect, it } from 'vitest'
import { DgshError } from '../../src/errors.ts'
import type { Store } from '../../src/store/store.ts'
import { transfer } from '../../src/store/transfer.ts'
import { errorOf } from '../helpers/thrown.ts'

/** A store in memory whose n-th change fails, after it was made or instead. */
function memoryStore(content: Record<string, string>, failing?: { change: number; after?: boolean }) {
  const entries = new Map(Object.entries(content))
  let changes = 0
  const change = async (action: () => void) => {
    changes += 1
    const fails = changes === failing?.change
    if (!fails || failing?.after === true) action()
    if (fails) throw new DgshError('store_unusable', 'no more')
  }
  const store: Store = {
    name: 'memory',
    location: '',
    writable: true,
    get: async (name) => entries.get(name),
    set: (name, value) => change(() => void entries.set(name, value)),
    delete: async (name) => {
      const found = entries.has(name)
      await change(() => void entries.delete(name))
      return found
    },
    list: async () => [...entries.keys()],
    probe: async () => {},
  }
  return { store, content: () => Object.fromEntries(entries) }
}

const OLD = { 'api-key:default': 'old', 'secret:1': 'one', 'secret:2': 'two' }
const TARGET = { 'api-key:default': 'before', 'secret:9': 'nine' }

async function move(setup: {
  failTo?: Parameters<typeof memoryStore>[1]
  failFrom?: Parameters<typeof memoryStore>[1]
  failCommit?: boolean
}) {
  const from = memoryStore(OLD, setup.failFrom)
  const to = memoryStore(TARGET, setup.failTo)
  let committed = false
  const run = () =>
    transfer({
      to: to.store,
      entries: new Map(Object.entries(OLD)),
      obsolete: { from: from.store, names: Object.keys(OLD) },
      async commit() {
        if (setup.failCommit === true) throw new DgshError('file_unusable', 'no config')
        committed = true
        return async () => {
          committed = false
        }
      },
    })
  return { run, state: () => ({ from: from.content(), to: to.content(), committed }) }
}

describe('transfer', () => {
  it('moves everything', async () => {
    const { run, state } = await move({})
    await run()
    expect(state()).toEqual({ from: {}, to: { ...TARGET, ...OLD }, committed: true })
  })

  it.each([
    ...[1, 2, 3].flatMap((change) => [
      [`write ${change} fails`, { failTo: { change } }] as const,
      [`write ${change} fails after it was made`, { failTo: { change, after: true } }] as const,
      [`delete ${change} fails`, { failFrom: { change } }] as const,
      [`delete ${change} fails after it was made`, { failFrom: { change, after: true } }] as const,
    ]),
    ['the settings cannot be written', { failCommit: true }] as const,
  ])('moves nothing when %s', async (_, setup) => {
    const { run, state } = await move(setup)
    await errorOf(run)
    expect(state()).toEqual({ from: OLD, to: TARGET, committed: false })
  })

  it('says so when it could not be taken back', async () => {
    const to = memoryStore({})
    const broken: Store = {
      ...to.store,
      get: async () => undefined,
      delete: () => Promise.reject(new DgshError('store_unusable', 'no')),
    }
    const request = { to: broken, entries: new Map([['a', 'b']]), commit: async () => async () => {} }
    expect((await errorOf(() => transfer(request))).message).toContain('could not be taken back')
  })
})
