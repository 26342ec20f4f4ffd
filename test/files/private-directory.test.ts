import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  makePrivateDirectory,
  placeForMoments,
  removePrivateDirectory,
  sweepPrivateDirectories,
} from '../../src/files/private-directory.ts'
import { temporaryDirectory } from '../helpers/temporary.ts'

const isRoot = process.getuid?.() === 0

describe('placeForMoments', () => {
  it('is the directory of the session, else the one in memory, else the one for temporary files', () => {
    const [session, inMemory] = [temporaryDirectory(), temporaryDirectory()]
    const env = { XDG_RUNTIME_DIR: session }
    const file = join(session, 'file')
    writeFileSync(file, '')
    expect(placeForMoments({ env, platform: 'linux', inMemory })).toBe(session)
    for (const XDG_RUNTIME_DIR of [undefined, '', '/nowhere', file])
      expect(placeForMoments({ env: { XDG_RUNTIME_DIR }, platform: 'linux', inMemory })).toBe(inMemory)
    expect(placeForMoments({ env: {}, platform: 'linux', inMemory: '/nowhere' })).toBe(tmpdir())
    expect(placeForMoments({ env: {}, platform: 'darwin', inMemory })).toBe(tmpdir())
  })

  it.skipIf(isRoot)('is none that cannot be written to', () => {
    const [session, inMemory] = [temporaryDirectory(), temporaryDirectory()]
    chmodSync(session, 0o500)
    expect(placeForMoments({ env: { XDG_RUNTIME_DIR: session }, platform: 'linux', inMemory })).toBe(inMemory)
  })
})

describe('a private directory', () => {
  const place = () => ({ place: temporaryDirectory(), prefix: 'own-' })

  it('is open to its user only, whatever the umask, and says who that is', async () => {
    const former = process.umask(0o277)
    const directory = await makePrivateDirectory(place(), 'me').finally(() => process.umask(former))
    expect(statSync(directory).mode & 0o777).toBe(0o700)
    expect(readFileSync(join(directory, 'user'), 'utf8')).toBe('me')
  })

  it('is removed with all that is in it, and nothing of what its links lead to', async () => {
    const [directory, outside] = [await makePrivateDirectory(place(), ''), temporaryDirectory()]
    writeFileSync(join(outside, 'file'), 'stays')
    mkdirSync(join(directory, 'docker'))
    symlinkSync(outside, join(directory, 'docker', 'contexts'))
    symlinkSync(join(outside, 'file'), join(directory, 'docker', 'file'))
    expect(removePrivateDirectory(directory)).toBeUndefined()
    expect(removePrivateDirectory(directory)).toBeUndefined()
    expect(existsSync(directory)).toBe(false)
    expect(readFileSync(join(outside, 'file'), 'utf8')).toBe('stays')
  })

  it('is swept when nobody uses it any more', async () => {
    const where = place()
    const [left, used] = [
      await makePrivateDirectory(where, 'gone'),
      await makePrivateDirectory(where, 'here'),
    ]
    const other = await makePrivateDirectory({ ...where, prefix: 'other-' }, 'gone')
    expect(sweepPrivateDirectories(where, (user) => user === 'here')).toEqual([left])
    expect([left, used, other].map(existsSync)).toEqual([false, true, true])
    expect(sweepPrivateDirectories(where, (user) => user === 'here')).toEqual([])
    expect(sweepPrivateDirectories({ ...where, place: '/nowhere' }, () => false)).toEqual([])
  })

  it('that does not say who uses it is swept when that is no longer about to be said', () => {
    const where = place()
    const [young, old] = ['own-young', 'own-old'].map((name) => join(where.place, name)) as [string, string]
    for (const directory of [young, old]) mkdirSync(directory)
    const longAgo = new Date(Date.now() - 3_600_000)
    utimesSync(old, longAgo, longAgo)
    expect(sweepPrivateDirectories(where, () => false)).toEqual([old])
  })

  it('is none that is a link or a file', async () => {
    const where = place()
    const outside = await makePrivateDirectory(place(), 'gone')
    symlinkSync(outside, join(where.place, 'own-link'))
    writeFileSync(join(where.place, 'own-file'), '')
    expect(sweepPrivateDirectories(where, () => false)).toEqual([])
    expect(existsSync(outside)).toBe(true)
  })

  it.runIf(isRoot)('of another user stays, also for root', async () => {
    const where = place()
    const foreign = await makePrivateDirectory(where, 'gone')
    chownSync(foreign, 12345, 12345)
    expect(sweepPrivateDirectories(where, () => false)).toEqual([])
    expect(existsSync(foreign)).toBe(true)
  })
})
