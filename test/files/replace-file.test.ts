import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { replaceFile, targetPath } from '../../src/files/replace-file.ts'
import { temporaryDirectory } from '../helpers/temporary.ts'
import { errorOf } from '../helpers/thrown.ts'

let directory: string
let file: string
beforeEach(() => {
  directory = temporaryDirectory()
  file = join(directory, 'config.json')
})
const read = () => readFileSync(file, 'utf8')

describe('replaceFile', () => {
  it('writes a new file for its user only, and the directories above it', () => {
    const path = join(directory, 'a', 'b', 'config.json')
    replaceFile(path, { before: undefined, after: 'x' })
    expect(readFileSync(path, 'utf8')).toBe('x')
    expect([statSync(path).mode & 0o777, statSync(join(directory, 'a')).mode & 0o777]).toEqual([0o600, 0o700])
  })

  it('keeps the mode, and puts another file in the place of the former one at once', () => {
    writeFileSync(file, 'before')
    chmodSync(file, 0o644)
    const { ino } = statSync(file)
    replaceFile(file, { before: 'before', after: 'after' })
    expect([read(), statSync(file).mode & 0o777]).toEqual(['after', 0o644])
    expect(statSync(file).ino).not.toBe(ino)
    expect(readdirSync(directory)).toEqual(['config.json'])
  })

  it('follows links, also one that leads to a file that is not there yet', () => {
    const real = join(directory, 'elsewhere', 'real.json')
    mkdirSync(join(directory, 'elsewhere'))
    symlinkSync('elsewhere/real.json', file)
    expect(targetPath(file)).toBe(real)
    replaceFile(file, { before: undefined, after: 'x' })
    replaceFile(file, { before: 'x', after: 'y' })
    expect([readFileSync(real, 'utf8'), readlinkSync(file)]).toEqual(['y', 'elsewhere/real.json'])
  })

  it('removes a file, and what an earlier one that was killed has left', () => {
    writeFileSync(file, 'x')
    writeFileSync(`${file}.tmp-1234567890abcdef`, 'a secret')
    replaceFile(file, { before: 'x', after: undefined })
    expect(readdirSync(directory)).toEqual([])
  })

  it.each([
    ['is another', 'changed', 'before'],
    ['is there now', 'new', undefined],
    ['is no longer there', undefined, 'before'],
  ])('leaves a file alone that %s meanwhile', async (_, found, before) => {
    if (found !== undefined) writeFileSync(file, found)
    for (const after of ['after', undefined]) {
      const error = await errorOf(() => replaceFile(file, { before, after }))
      expect(error).toMatchObject({
        code: 'failed',
        message: `${file} was changed by another program meanwhile`,
      })
    }
    expect(existsSync(file) ? read() : undefined).toBe(found)
    expect(readdirSync(directory)).toHaveLength(found === undefined ? 0 : 1)
  })

  it('says which file cannot be written', async () => {
    writeFileSync(join(directory, 'file'), '')
    const error = await errorOf(() =>
      replaceFile(join(directory, 'file', 'config.json'), { before: undefined, after: 'x' }),
    )
    expect(error).toMatchObject({
      code: 'file_unusable',
      message: expect.stringMatching(/ cannot be written \(E[A-Z]+\)$/),
    })
  })
})
