import { describe, expect, it } from 'vitest'
import { createCommandStore } from '../../src/store/command-store.ts'
import { API_KEY, SECRET } from '../helpers/samples.ts'
import { errorOf } from '../helpers/thrown.ts'
import { fakeProgram } from './fake-programs.ts'

describe('createCommandStore', () => {
  it('gives what the program prints, which without {name} is the API key and no secret', async () => {
    const program = fakeProgram(() => ({ stdout: `${API_KEY}\n` }))
    const store = createCommandStore(['op', 'read', 'op://vault/key'], program)
    expect(await store.get('api-key:default')).toBe(API_KEY)
    expect(await store.get('secret:1b4e')).toBeUndefined()
    expect(program.requests).toEqual([{ file: 'op', args: ['read', 'op://vault/key'], timeoutMs: 2000 }])
  })

  it('puts the name of the entry for {name}', async () => {
    const program = fakeProgram(() => ({ stdout: SECRET }))
    const store = createCommandStore(['vault', 'kv', 'get', 'dgsh/{name}'], program)
    expect(await store.get('secret:1b4e')).toBe(SECRET)
    expect(program.requests[0]?.args).toEqual(['kv', 'get', 'dgsh/secret/1b4e'])
    expect(program.messages).toEqual(['store command: found secret:1b4e'])
  })

  it('has nothing where the program prints nothing', async () => {
    const store = createCommandStore(
      ['true'],
      fakeProgram(() => ({})),
    )
    expect(await store.get('api-key:default')).toBeUndefined()
    expect(await store.list()).toEqual([])
  })

  it('says clearly that it cannot be written', async () => {
    const store = createCommandStore(
      ['op', 'read'],
      fakeProgram(() => ({})),
    )
    expect(store.writable).toBe(false)
    for (const action of [() => store.set('a', 'b'), () => store.delete('a'), () => store.probe()]) {
      expect(await errorOf(action)).toMatchObject({
        code: 'usage',
        message: 'the store command:op read can only be read, not written',
      })
    }
  })

  it('says what the program says when it fails, and nothing that it printed', async () => {
    const program = fakeProgram(() => ({ exitCode: 6, stdout: SECRET, stderr: 'log\nnot signed in\n' }))
    const error = await errorOf(() => createCommandStore(['op'], program).get('api-key:default'))
    expect(error).toMatchObject({ code: 'store_unusable', message: 'op ended with 6: not signed in' })
  })
})
