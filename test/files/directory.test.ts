import { chmodSync, existsSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { makeDirectory, makeTemporaryDirectory } from '../../src/files/directory.ts'
import { temporaryDirectory } from '../helpers/temporary.ts'
import { errorOf } from '../helpers/thrown.ts'

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8)

/** The code of the error that making a directory throws. */
function failureOf(path: string): string | undefined {
  try {
    makeDirectory(path)
    return undefined
  } catch (error) {
    return (error as NodeJS.ErrnoException).code
  }
}

describe('makeDirectory', () => {
  it('makes it and those above it, each for its user only', () => {
    const path = join(temporaryDirectory(), 'one', 'two', 'three')
    makeDirectory(path)
    expect([path, dirname(path), dirname(dirname(path))].map(modeOf)).toEqual(['700', '700', '700'])
  })

  it('leaves one alone that is there, also behind a link', () => {
    const path = temporaryDirectory()
    chmodSync(path, 0o755)
    symlinkSync(path, `${path}-link`)
    makeDirectory(path)
    makeDirectory(`${path}-link`)
    expect(modeOf(path)).toBe('755')
  })

  it.runIf(existsSync('/proc')).each(['/proc/dgsh', '/proc/dgsh/one/two', '/sys/dgsh/one'])(
    'ends where nothing can be made: %s',
    (path) => {
      expect(failureOf(path)).toMatch(/^E[A-Z]+$/)
    },
  )

  it('says when a file is in the way, or a link that leads nowhere', () => {
    const directory = temporaryDirectory()
    writeFileSync(join(directory, 'file'), '')
    symlinkSync(join(directory, 'nowhere'), join(directory, 'link'))
    expect(failureOf(join(directory, 'file'))).toBe('EEXIST')
    expect(failureOf(join(directory, 'file', 'below'))).toBe('ENOTDIR')
    expect(failureOf(join(directory, 'link'))).toBe('EEXIST')
    expect(failureOf(join(directory, 'link', 'below'))).toBe('EEXIST')
    expect(readdirSync(directory).sort()).toEqual(['file', 'link'])
  })
})

describe('makeTemporaryDirectory', () => {
  it('makes a new one', async () => {
    const base = temporaryDirectory()
    const path = await makeTemporaryDirectory('mine-', base)
    expect([dirname(path), basename(path).slice(0, 5), modeOf(path)]).toEqual([base, 'mine-', '700'])
  })

  it('says which directory it cannot be made in', async () => {
    const base = join(temporaryDirectory(), 'missing')
    expect(await errorOf(() => makeTemporaryDirectory('mine-', base))).toMatchObject({
      code: 'file_unusable',
      message: `no temporary directory can be made in ${base} (ENOENT)`,
      hint: expect.stringContaining('TMPDIR'),
    })
  })
})
