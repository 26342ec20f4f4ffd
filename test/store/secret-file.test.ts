import { existsSync, lstatSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  dropSecretFile,
  reserveSecretFile,
  writeNewFile,
  writeSecretFile,
} from '../../src/store/secret-file.ts'
import { SECRET } from '../helpers/samples.ts'
import { temporaryDirectory } from '../helpers/temporary.ts'
import { errorOf } from '../helpers/thrown.ts'

const somePath = () => join(temporaryDirectory(), 'secret')
const read = (path: string) => readFileSync(path, 'utf8')
const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8)

describe('reserveSecretFile', () => {
  it('makes an empty file for the owner only', () => {
    const path = somePath()
    reserveSecretFile(path)
    expect([read(path), modeOf(path)]).toEqual(['', '600'])
  })

  it.each(['', 'mine'])('never takes a file that is there: %j', async (content) => {
    const path = somePath()
    writeFileSync(path, content)
    expect(await errorOf(() => reserveSecretFile(path))).toMatchObject({
      code: 'file_unusable',
      message: `${path} is there already, and is never overwritten`,
    })
    expect(read(path)).toBe(content)
  })

  it('follows no link, also when it leads nowhere', async () => {
    const path = somePath()
    symlinkSync(`${path}-elsewhere`, path)
    expect((await errorOf(() => reserveSecretFile(path))).message).toContain('is there already')
    expect(existsSync(`${path}-elsewhere`)).toBe(false)
  })

  it('says when the directory is missing', async () => {
    const path = join(temporaryDirectory(), 'missing', 'secret')
    expect(await errorOf(() => reserveSecretFile(path))).toMatchObject({
      code: 'file_unusable',
      message: `${path} cannot be written (ENOENT)`,
      hint: 'name another file with --secret-file',
    })
  })
})

describe('writeSecretFile', () => {
  it.each<[string, (path: string) => void]>([
    ['that others may read', (path) => writeFileSync(path, '', { mode: 0o644 })],
    [
      'behind a link',
      (path) => {
        writeFileSync(`${path}-other`, '', { mode: 0o600 })
        symlinkSync(`${path}-other`, path)
      },
    ],
  ])('writes to no file %s', async (_, make) => {
    const path = somePath()
    make(path)
    expect((await errorOf(() => writeSecretFile(path, SECRET))).message).toContain('is there already')
    expect(read(path)).toBe('')
  })

  it('writes the secret and a line end to the reserved file', () => {
    const path = somePath()
    reserveSecretFile(path)
    writeSecretFile(path, SECRET)
    expect([read(path), modeOf(path)]).toEqual([`${SECRET}\n`, '600'])
  })

  it('writes to a new file for the owner only', () => {
    const path = somePath()
    writeSecretFile(path, SECRET)
    expect([read(path), modeOf(path)]).toEqual([`${SECRET}\n`, '600'])
  })

  it('may be called again with the same secret', () => {
    const path = somePath()
    writeSecretFile(path, SECRET)
    writeSecretFile(path, SECRET)
    expect(read(path)).toBe(`${SECRET}\n`)
  })

  it.each([
    ['another secret', `${'X'.repeat(64)}\n`],
    ['something longer', `${SECRET}\nmine\n`],
  ])('leaves %s alone', async (_, content) => {
    const path = somePath()
    writeFileSync(path, content)
    expect((await errorOf(() => writeSecretFile(path, SECRET))).message).toContain('is never overwritten')
    expect(read(path)).toBe(content)
  })

  it.each([
    ['half the secret', SECRET.slice(0, 20)],
    ['the secret without its line end', SECRET],
  ])('goes on where it was killed: %s', (_, content) => {
    const path = somePath()
    writeFileSync(path, content, { mode: 0o600 })
    writeSecretFile(path, SECRET)
    expect(read(path)).toBe(`${SECRET}\n`)
  })

  it('follows no link that leads nowhere', async () => {
    const path = somePath()
    symlinkSync(`${path}-elsewhere`, path)
    await errorOf(() => writeSecretFile(path, SECRET))
    expect(existsSync(`${path}-elsewhere`)).toBe(false)
  })

  it('says when it is a directory', async () => {
    const path = somePath()
    mkdirSync(path)
    expect((await errorOf(() => writeSecretFile(path, SECRET))).code).toBe('file_unusable')
    expect(lstatSync(path).isDirectory()).toBe(true)
  })
})

describe('dropSecretFile', () => {
  it('removes the reserved file', () => {
    const path = somePath()
    reserveSecretFile(path)
    dropSecretFile(path)
    expect(existsSync(path)).toBe(false)
  })

  it('leaves a file with anything in it, and minds none that is missing', () => {
    const path = somePath()
    dropSecretFile(path)
    writeSecretFile(path, SECRET)
    dropSecretFile(path)
    expect(read(path)).toBe(`${SECRET}\n`)
  })
})

describe('writeNewFile', () => {
  const write = (path: string, make: () => Promise<string>) => writeNewFile({ path, option: '--file' }, make)

  it('writes a text as it is, for the owner only', async () => {
    const path = somePath()
    await write(path, async () => 'a\u00e9\n')
    expect([read(path), modeOf(path)]).toEqual(['a\u00e9\n', '600'])
  })

  it.each(['', 'mine', `${SECRET}\n`])('asks for nothing where a file is there: %j', async (content) => {
    const path = somePath()
    writeFileSync(path, content)
    const make = async () => Promise.reject(new Error('it was asked'))
    expect((await errorOf(() => write(path, make))).hint).toMatch(/^name another file with --file,/)
    expect(read(path)).toBe(content)
  })

  it('leaves nothing when there is nothing to write', async () => {
    const path = somePath()
    await expect(write(path, async () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(existsSync(path)).toBe(false)
  })
})
