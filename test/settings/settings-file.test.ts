import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openSettingsFile } from '../../src/settings/settings-file.ts'
import { temporaryDirectory } from '../helpers/temporary.ts'
import { errorOf } from '../helpers/thrown.ts'

function settingsFile(content?: unknown) {
  const directory = temporaryDirectory()
  const path = join(directory, 'config.json')
  if (content !== undefined) writeFileSync(path, JSON.stringify(content))
  return { file: openSettingsFile(directory), onDisk: () => JSON.parse(readFileSync(path, 'utf8')) }
}

describe('openSettingsFile', () => {
  it('knows no profile when there is no file', async () => {
    const { file } = settingsFile()
    expect(await file.profileNames()).toEqual([])
    expect(await file.readProfile('default')).toEqual({})
    expect(existsSync(file.path)).toBe(false)
  })

  it('keeps a value and reads it again', async () => {
    const { file, onDisk } = settingsFile()
    await file.changeProfile('default', { engine: 'podman' })
    expect(onDisk()).toEqual({ profiles: { default: { engine: 'podman' } } })
    expect(await file.readProfile('default')).toEqual({ engine: 'podman' })
  })

  it('keeps the profiles apart', async () => {
    const { file } = settingsFile()
    await file.changeProfile('one', { engine: 'podman' })
    await file.changeProfile('two', { engine: 'docker' })
    expect(await file.profileNames()).toEqual(['one', 'two'])
    expect(await file.readProfile('one')).toEqual({ engine: 'podman' })
  })

  it('leaves all else as it was: other keys, other profiles, keys that it does not know', async () => {
    const content = {
      comment: 'mine',
      profiles: { default: { engine: 'docker', color: 'blue' }, other: { project: 'p', future: [1] } },
    }
    const { file, onDisk } = settingsFile(content)
    await file.changeProfile('default', { engine: 'podman', timeout: '5' })
    expect(onDisk()).toEqual({
      ...content,
      profiles: { ...content.profiles, default: { engine: 'podman', color: 'blue', timeout: '5' } },
    })
  })

  it('removes a key', async () => {
    const { file, onDisk } = settingsFile({ profiles: { default: { engine: 'docker', project: 'p' } } })
    await file.changeProfile('default', { engine: undefined })
    expect(onDisk()).toEqual({ profiles: { default: { project: 'p' } } })
  })

  it('removes a profile that gets empty', async () => {
    const { file, onDisk } = settingsFile({
      profiles: { default: { engine: 'docker' }, other: { project: 'p' } },
    })
    await file.changeProfile('default', { engine: undefined })
    expect(onDisk()).toEqual({ profiles: { other: { project: 'p' } } })
  })

  it('knows which profile is the current one, and forgets it with the default and with the profile', async () => {
    const content = { comment: 'mine', profiles: { one: { project: 'p' }, two: { project: 'q' } } }
    const { file, onDisk } = settingsFile(content)
    expect(await file.currentProfile()).toBeUndefined()
    await file.useProfile('one')
    expect(onDisk()).toEqual({ ...content, current_profile: 'one' })
    expect(await file.currentProfile()).toBe('one')
    await file.changeProfile('two', { project: undefined })
    await file.useProfile('default')
    expect(onDisk()).toEqual({ comment: 'mine', profiles: { one: { project: 'p' } } })
    await file.useProfile('one')
    await file.removeProfile('two')
    expect(await file.currentProfile()).toBe('one')
    await file.removeProfile('one')
    expect(onDisk()).toEqual({ comment: 'mine', profiles: {} })
  })

  it('reads a number that was written by hand', async () => {
    const { file } = settingsFile({ profiles: { default: { timeout: 30 } } })
    expect(await file.readProfile('default')).toEqual({ timeout: '30' })
  })

  it.each([
    ['profiles', { profiles: [] }],
    ['profiles', { profiles: 'x' }],
    ['current_profile', { current_profile: 1 }],
    ['profiles.default', { profiles: { default: 'x' } }],
    ['profiles.default.engine', { profiles: { default: { engine: ['docker'] } } }],
    ['profiles.default.timeout', { profiles: { default: { timeout: null } } }],
  ])('names the place of what it cannot read: %s in %j', async (place, content) => {
    const { file, onDisk } = settingsFile(content)
    const message = expect.stringContaining(`(at ${place})`)
    expect(await errorOf(() => file.readProfile('default'))).toMatchObject({
      code: 'config_invalid',
      message,
    })
    expect(await errorOf(() => file.changeProfile('default', {}))).toMatchObject({ code: 'config_invalid' })
    expect(onDisk()).toEqual(content)
  })

  it.each(['toString', 'hasOwnProperty'])(
    'keeps a profile whose name is one that JavaScript knows: %s',
    async (profile) => {
      const { file } = settingsFile()
      expect(await file.readProfile(profile)).toEqual({})
      await file.changeProfile(profile, { engine: 'podman' })
      expect(await file.readProfile(profile)).toEqual({ engine: 'podman' })
    },
  )
})
