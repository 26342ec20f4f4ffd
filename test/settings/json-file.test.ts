import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { DgshError } from '../../src/errors.ts'
import { openJsonFile } from '../../src/settings/json-file.ts'
import { temporaryDirectory } from '../helpers/temporary.ts'
import { errorOf } from '../helpers/thrown.ts'

const schema = v.looseObject({ name: v.optional(v.string()) })

function makeFile(content?: string) {
  const directory = join(temporaryDirectory(), 'made')
  const file = openJsonFile({ directory, name: 'config', schema })
  if (content !== undefined) {
    mkdirSync(directory)
    writeFileSync(file.path, content)
  }
  return { directory, file }
}

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8)

describe('read', () => {
  it('gives what an empty file would hold when there is none, and makes none', async () => {
    const { file, directory } = makeFile()
    expect(await file.read()).toEqual({})
    expect(existsSync(directory)).toBe(false)
  })

  it('does not change the file', async () => {
    const { file, directory } = makeFile('{ "name":"one" }')
    expect(await file.read()).toEqual({ name: 'one' })
    expect(readFileSync(file.path, 'utf8')).toBe('{ "name":"one" }')
    expect(readdirSync(directory)).toEqual(['config.json'])
  })

  it.each([
    ['is cut off', '{"name":', /is not valid JSON$/],
    ['is empty', '', /is not valid JSON$/],
    ['is no JSON at all', 'name: one', /is not valid JSON$/],
    ['has a wrong type in it', '{"name":1}', /does not look like a file of dgsh \(at name\)$/],
    ['is a list', '["one"]', /does not look like a file of dgsh$/],
    ['is a text', '"one"', /does not look like a file of dgsh$/],
    ['is null', 'null', /does not look like a file of dgsh$/],
  ])('refuses a file that %s, and leaves it alone', async (_, content, message) => {
    const { file } = makeFile(content)
    const error = await errorOf(file.read)
    expect(error).toMatchObject({ code: 'config_invalid', message: expect.stringMatching(message) })
    expect(error.message).toContain(file.path)
    expect(error.hint).toContain('fix it')
    expect(readFileSync(file.path, 'utf8')).toBe(content)
  })

  it('tells of a file that cannot be read', async () => {
    const { file } = makeFile()
    mkdirSync(file.path, { recursive: true })
    expect(await errorOf(file.read)).toMatchObject({
      code: 'file_unusable',
      message: `${file.path} cannot be read (EISDIR)`,
    })
  })
})

describe('update', () => {
  it('makes a file for its owner only, in a directory for its owner only', async () => {
    const { file, directory } = makeFile()
    await file.update(() => ({ name: 'one' }))
    expect(modeOf(file.path)).toBe('600')
    expect(modeOf(directory)).toBe('700')
    expect(JSON.parse(readFileSync(file.path, 'utf8'))).toEqual({ name: 'one' })
  })

  it('closes a file that others could read', async () => {
    const { file } = makeFile('{}')
    chmodSync(file.path, 0o644)
    await file.update(() => ({ name: 'one' }))
    expect(modeOf(file.path)).toBe('600')
  })

  it('replaces the file as a whole, and leaves no other file behind', async () => {
    const { file, directory } = makeFile('{"name":"a very long name that must not stay behind"}')
    const before = statSync(file.path).ino
    await file.update(() => ({ name: 'two' }))
    expect(statSync(file.path).ino).not.toBe(before)
    expect(JSON.parse(readFileSync(file.path, 'utf8'))).toEqual({ name: 'two' })
    expect(readdirSync(directory)).toEqual(['config.json'])
  })

  it('gives back what was written', async () => {
    const { file } = makeFile()
    await file.update(() => ({ name: '東京 "quoted"', other: [1, null, { deep: true }] }))
    expect(await file.read()).toEqual({ name: '東京 "quoted"', other: [1, null, { deep: true }] })
  })

  it('loses nothing when several change it at once', async () => {
    const { file, directory } = makeFile()
    const others = Array.from({ length: 8 }, () => openJsonFile({ directory, name: 'config', schema }))
    await Promise.all(
      others.map((other, index) => other.update((content) => ({ ...content, [`key${index}`]: index }))),
    )
    expect(Object.keys(await file.read())).toHaveLength(8)
    expect(readdirSync(directory)).toEqual(['config.json'])
  })

  it('is empty and cannot be written where there is no home directory', async () => {
    const file = openJsonFile({ directory: undefined, name: 'config', schema })
    expect(await file.read()).toEqual({})
    expect(await errorOf(() => file.update((content) => content))).toMatchObject({ code: 'file_unusable' })
  })

  it('tells of a directory that cannot be made', async () => {
    const regular = join(temporaryDirectory(), 'regular')
    writeFileSync(regular, '')
    const file = openJsonFile({ directory: join(regular, 'below'), name: 'config', schema })
    const error = await errorOf(() => file.update(() => ({})))
    expect(error).toMatchObject({
      code: 'file_unusable',
      message: `${file.path} cannot be written (ENOTDIR)`,
    })
    expect(error.hint).toContain('DGSH_CONFIG_DIR')
  })

  it('does not overwrite a file that is not valid JSON', async () => {
    const { file } = makeFile('{"name":')
    await errorOf(() => file.update(() => ({ name: 'one' })))
    expect(readFileSync(file.path, 'utf8')).toBe('{"name":')
  })
})

describe('the lock', () => {
  it('lets one change after the other happen, and none is lost', async () => {
    const { directory } = makeFile()
    const open = () => openJsonFile({ directory, name: 'count', schema: v.record(v.string(), v.number()) })
    await Promise.all(
      Array.from({ length: 10 }, () => open().update(({ count = 0 }) => ({ count: count + 1 }))),
    )
    expect(await open().read()).toEqual({ count: 10 })
    expect(readdirSync(directory)).toEqual(['count.json'])
  })

  it('is given back when the change fails', async () => {
    const { file, directory } = makeFile('{"name":"one"}')
    const failing = () =>
      file.update(() => {
        throw new DgshError('failed', 'no')
      })
    expect((await errorOf(failing)).message).toBe('no')
    expect(readdirSync(directory)).toEqual(['config.json'])
  })

  it('may stay where it cannot be given back: the change is made', async () => {
    const { file } = makeFile()
    await file.update(() => {
      writeFileSync(join(`${file.path}.lock`, 'something'), '')
      return { name: 'one' }
    })
    expect(await file.read()).toEqual({ name: 'one' })
  })
})

describe('probe', () => {
  it('changes nothing', async () => {
    const { file, directory } = makeFile('{ "name":"one" }')
    await file.probe()
    expect(readFileSync(file.path, 'utf8')).toBe('{ "name":"one" }')
    expect(readdirSync(directory)).toEqual(['config.json'])
  })

  it('fails where the file cannot be written, and for one that is not of dgsh', async () => {
    const regular = join(temporaryDirectory(), 'regular')
    writeFileSync(regular, '')
    const file = openJsonFile({ directory: regular, name: 'config', schema })
    expect((await errorOf(file.probe)).code).toBe('file_unusable')
    expect((await errorOf(makeFile('[]').file.probe)).code).toBe('config_invalid')
  })
})

describe('remove', () => {
  const free = () => {}

  it('leaves nothing behind', async () => {
    const { file, directory } = makeFile('{"name":"one"}')
    const seen: unknown[] = []
    await file.remove((content) => void seen.push(content))
    expect(seen).toEqual([{ name: 'one' }])
    expect(readdirSync(directory)).toEqual([])
  })

  it('does nothing where there is no file, and makes no directory', async () => {
    const directory = join(temporaryDirectory(), 'none')
    const file = openJsonFile({ directory, name: 'config', schema })
    await file.remove(() => {
      throw new Error('nothing is there')
    })
    expect(existsSync(directory)).toBe(false)
  })

  it('leaves what is not to go, and gives the lock back', async () => {
    const { file, directory } = makeFile('{"name":"one"}')
    const refuse = () => {
      throw new DgshError('failed', 'no')
    }
    expect((await errorOf(() => file.remove(refuse))).message).toBe('no')
    expect(readdirSync(directory)).toEqual(['config.json'])
  })

  it('waits for whoever has the lock', async () => {
    const { file, directory } = makeFile('{}')
    mkdirSync(`${file.path}.lock`)
    const removed = file.remove(free)
    await sleep(200)
    expect(existsSync(file.path)).toBe(true)
    rmdirSync(`${file.path}.lock`)
    await removed
    expect(readdirSync(directory)).toEqual([])
  })

  it('needs no room for a lock', async () => {
    const name = 'n'.repeat(250)
    const directory = temporaryDirectory()
    const file = openJsonFile({ directory, name, schema })
    // The longest name that a file may have: that of its lock is too long.
    writeFileSync(file.path, '{}')
    expect((await errorOf(() => file.update((content) => content))).code).toBe('file_unusable')
    await file.remove(free)
    expect(readdirSync(directory)).toEqual([])
  })

  it('tells of a file that cannot be read, and leaves one that is not of dgsh', async () => {
    const directory = temporaryDirectory()
    mkdirSync(join(directory, 'config.json'))
    const file = openJsonFile({ directory, name: 'config', schema })
    expect((await errorOf(() => file.remove(free))).code).toBe('file_unusable')
    const torn = makeFile('{"name":')
    expect((await errorOf(() => torn.file.remove(free))).code).toBe('config_invalid')
    expect(readdirSync(torn.directory)).toEqual(['config.json'])
  })
})
