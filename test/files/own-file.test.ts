import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DgshError } from '../../src/errors.ts'
import { makeOwnDirectory, readOwnFile } from '../../src/files/own-file.ts'
import { temporaryDirectory } from '../helpers/temporary.ts'

const OWN = process.getuid?.() ?? -1
const isRoot = OWN === 0

/** A file in a directory of its own. */
function someFile({ mode = 0o600, directoryMode = 0o700, content = '{}' } = {}) {
  const directory = join(temporaryDirectory(), 'dgsh')
  const path = join(directory, 'config.json')
  mkdirSync(directory)
  writeFileSync(path, content)
  chmodSync(path, mode)
  chmodSync(directory, directoryMode)
  return { directory, path }
}

/** What reading throws. */
function refusal(action: () => unknown): { message: string; hint: string | undefined } {
  try {
    action()
  } catch (error) {
    if (error instanceof DgshError && error.code === 'file_unusable') return error
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('a file that others could have written', () => {
  it.each([0o600, 0o644, 0o400, 0o755])('is read with mode %o', (mode) => {
    expect(readOwnFile(someFile({ mode }).path, {})).toBe('{}')
  })

  it.each([0o620, 0o602, 0o666, 0o664, 0o777])('is refused with mode %o, with the way to fix it', (mode) => {
    const { path } = someFile({ mode })
    const shown = mode.toString(8).padStart(4, '0')
    expect(refusal(() => readOwnFile(path, {}))).toMatchObject({
      message: `other users can change ${path} (mode ${shown})`,
      hint: `chmod 600 ${path}`,
    })
    chmodSync(path, 0o600)
    expect(readOwnFile(path, {})).toBe('{}')
  })

  it.each([0o770, 0o777, 0o702])('is refused in a directory with mode %o', (directoryMode) => {
    const { path, directory } = someFile({ directoryMode })
    const expected = { message: expect.stringContaining(directory), hint: `chmod 700 ${directory}` }
    expect(refusal(() => readOwnFile(path, {}))).toMatchObject(expected)
    expect(refusal(() => makeOwnDirectory(directory, {}))).toMatchObject(expected)
  })

  it.each([0o1777, 0o755, 0o750])(
    'is read in a directory with mode %o: others cannot replace it',
    (directoryMode) => {
      expect(readOwnFile(someFile({ directoryMode }).path, {})).toBe('{}')
    },
  )

  it.runIf(isRoot)('is refused when it, or its directory, belongs to another user', () => {
    const [one, two] = [someFile(), someFile()]
    chownSync(one.path, 12345, 12345)
    chownSync(two.directory, 12345, 12345)
    for (const [file, subject] of [
      [one, one.path],
      [two, two.directory],
    ] as const) {
      expect(refusal(() => readOwnFile(file.path, {}))).toMatchObject({
        message: `${subject} belongs to another user (uid 12345)`,
        hint: `remove it, or, if you trust what it holds: sudo chown 0 ${subject}`,
      })
    }
  })

  it.runIf(isRoot)('is read under sudo when it belongs to the user who called it', () => {
    const { path } = someFile()
    chownSync(path, 12345, 12345)
    expect(readOwnFile(path, { caller: 12345 })).toBe('{}')
    expect(refusal(() => readOwnFile(path, { caller: 12346 })).message).toContain('belongs to another user')
  })
})

describe('a file with secrets', () => {
  it.each([0o600, 0o400, 0o700])('is read with mode %o', (mode) => {
    expect(readOwnFile(someFile({ mode }).path, { secret: true })).toBe('{}')
  })

  it.each([0o644, 0o640, 0o604, 0o444])('is refused with mode %o', (mode) => {
    const { path } = someFile({ mode })
    expect(refusal(() => readOwnFile(path, { secret: true }))).toMatchObject({
      message: `other users can read ${path}, which holds secrets (mode ${mode.toString(8).padStart(4, '0')})`,
      hint: `chmod 600 ${path}`,
    })
  })

  it('may be in a directory that others can list', () => {
    expect(readOwnFile(someFile({ directoryMode: 0o755 }).path, { secret: true })).toBe('{}')
  })
})

describe('what is no file', () => {
  it.each<[string, (path: string) => void, RegExp]>([
    ['a named pipe', (path) => execFileSync('mkfifo', [path]), /cannot be used: it is not a regular file$/],
    ['a device', (path) => symlinkSync('/dev/zero', path), /cannot be used: it is not a regular file$/],
    ['a terminal', (path) => symlinkSync('/dev/ptmx', path), /cannot be used: it is not a regular file$/],
    ['a directory', (path) => mkdirSync(path), /cannot be read \(EISDIR\)$/],
    ['a link to itself', (path) => symlinkSync(path, path), /cannot be read \(ELOOP\)$/],
  ])('is not read: %s', (_, make, message) => {
    const path = join(temporaryDirectory(), 'config.json')
    make(path)
    expect(refusal(() => readOwnFile(path, {})).message).toMatch(message)
  })

  it('is nothing when it is not there, or below a file', () => {
    const { path } = someFile()
    expect(readOwnFile(`${path}-not`, {})).toBeUndefined()
    expect(readOwnFile(join(path, 'below', 'it'), {})).toBeUndefined()
  })
})

describe('a link to a volume that is not mounted', () => {
  const expected = (link: string) => ({
    message: `${link} is a link to /not/mounted, which does not exist`,
    hint: expect.stringContaining('mount'),
  })

  it('is told, also in the directory of the file', () => {
    const base = temporaryDirectory()
    const [file, directory] = [join(base, 'config.json'), join(base, 'link')]
    for (const link of [file, directory]) symlinkSync('/not/mounted', link)
    expect(refusal(() => readOwnFile(file, {}))).toMatchObject(expected(file))
    expect(refusal(() => readOwnFile(join(directory, 'config.json'), {}))).toMatchObject(expected(directory))
    expect(refusal(() => makeOwnDirectory(join(directory, 'dgsh'), {}))).toMatchObject(expected(directory))
  })

  it('is followed once it is mounted', () => {
    const { path } = someFile()
    symlinkSync(path, `${path}-link`)
    expect(readOwnFile(`${path}-link`, {})).toBe('{}')
  })
})

describe('the text', () => {
  it.each<[string, Buffer]>([
    ['with a byte order mark', Buffer.from('\ufeff{"a":"é"}\r\n')],
    ['in UTF-16, as PowerShell writes it', Buffer.from('\ufeff{"a":"é"}\r\n', 'utf16le')],
    ['in UTF-16 of the other order', Buffer.from('\ufeff{"a":"é"}\r\n', 'utf16le').swap16()],
    ['in UTF-8', Buffer.from('{"a":"é"}\r\n')],
  ])('is read %s', (_, bytes) => {
    const { path } = someFile()
    writeFileSync(path, bytes)
    expect(readOwnFile(path, {})).toBe('{"a":"é"}\r\n')
  })
})
