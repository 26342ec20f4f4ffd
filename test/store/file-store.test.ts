import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openJsonFile } from '../../src/settings/json-file.ts'
import { createFileStore, entriesSchema } from '../../src/store/file-store.ts'
import { apiKeyName } from '../../src/store/store.ts'
import { temporaryDirectory } from '../helpers/temporary.ts'
import { errorOf } from '../helpers/thrown.ts'

function fileStore(content?: string) {
  const directory = temporaryDirectory()
  const file = openJsonFile({ directory, name: 'store', schema: entriesSchema })
  if (content !== undefined) writeFileSync(file.path, content)
  const debug: string[] = []
  const store = createFileStore(file, (message) => debug.push(message))
  return { store, debug, path: join(directory, 'store.json') }
}

describe('createFileStore', () => {
  it('tells what it is and where', () => {
    const { store, path } = fileStore()
    expect(store).toMatchObject({ name: 'file', location: path })
  })

  it('gives back what was set, and the newest', async () => {
    const { store } = fileStore()
    await store.set('a', 'one')
    await store.set('b', 'two')
    await store.set('a', 'three')
    expect([await store.get('a'), await store.get('b')]).toEqual(['three', 'two'])
  })

  it('writes for the owner only', async () => {
    const { store, path } = fileStore()
    await store.set('a', 'one')
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  it('has nothing when there is no file, and makes none to find that out', async () => {
    const { store, path } = fileStore()
    expect(await store.get('a')).toBeUndefined()
    expect(await store.delete('a')).toBe(false)
    expect(existsSync(path)).toBe(false)
  })

  it('tells of each access by name and file, never by value', async () => {
    const { store, debug, path } = fileStore()
    await store.get('a')
    await store.set('a', 'hidden')
    await store.get('a')
    await store.delete('a')
    expect(debug).toEqual(
      ['no', 'wrote', 'found', 'deleted'].map((what) => `store file: ${what} a in ${path}`),
    )
  })

  it.each(['toString', '__proto__', 'constructor'])('has nothing under %s', async (name) => {
    expect(await fileStore('{}').store.get(name)).toBeUndefined()
  })

  it('deletes one entry and keeps the others, and says whether there was one', async () => {
    const { store, path } = fileStore('{"a":"one","b":"two"}')
    expect(await store.delete('a')).toBe(true)
    expect(await store.delete('a')).toBe(false)
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ b: 'two' })
  })

  it.each(['{"a":', '{"a":1}', '["one"]'])(
    'refuses a file that is no store, and leaves it alone: %s',
    async (content) => {
      const { store, path } = fileStore(content)
      expect((await errorOf(() => store.set('a', 'one'))).code).toBe('config_invalid')
      expect(readFileSync(path, 'utf8')).toBe(content)
    },
  )
})

describe('apiKeyName', () => {
  it('is a name of its own for each profile', () => {
    expect(apiKeyName('staging')).toBe('api-key:staging')
  })
})
