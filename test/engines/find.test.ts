import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createEngineLookup } from '../../src/engines/find.ts'
import { temporaryDirectory } from '../helpers/temporary.ts'

function directoryWith(name: string, mode = 0o755): string {
  const directory = temporaryDirectory()
  writeFileSync(join(directory, name), '')
  chmodSync(join(directory, name), mode)
  return directory
}

const lookup = (...directories: string[]) =>
  createEngineLookup({ path: directories.join(delimiter), platform: 'linux' })

describe('createEngineLookup', () => {
  it('finds a program by its full path, the first directory of PATH winning', () => {
    const [first, second] = [directoryWith('docker'), directoryWith('docker')]
    expect(lookup(first, second)('docker')).toBe(join(first, 'docker'))
    expect(lookup('/nowhere', '', second, first)('docker')).toBe(join(second, 'docker'))
  })

  it('follows a symbolic link', () => {
    const directory = temporaryDirectory()
    symlinkSync(join(directoryWith('podman'), 'podman'), join(directory, 'docker'))
    expect(lookup(directory)('docker')).toBe(join(directory, 'docker'))
  })

  it('passes over what cannot be run: a file without the right, a directory, a link to nothing', () => {
    const [directory, link] = [temporaryDirectory(), temporaryDirectory()]
    mkdirSync(join(directory, 'docker'))
    symlinkSync('/nowhere', join(link, 'docker'))
    const good = directoryWith('docker')
    expect(lookup(directoryWith('docker', 0o644), directory, link, good)('docker')).toBe(join(good, 'docker'))
    expect(lookup(directory, link)('docker')).toBeUndefined()
  })

  it('finds nothing without PATH, and never looks into the current directory', () => {
    expect(createEngineLookup({ path: undefined, platform: 'linux' })('docker')).toBeUndefined()
    expect(lookup('')('docker')).toBeUndefined()
  })

  it('looks for docker.exe on Windows', () => {
    const directory = directoryWith('docker.exe')
    const find = createEngineLookup({ path: directory, platform: 'win32' })
    expect(find('docker')).toBe(join(directory, 'docker.exe'))
  })
})
