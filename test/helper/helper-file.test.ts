import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createHelperFile, helperSchema } from '../../src/helper/helper-file.ts'
import { openJsonFile } from '../../src/settings/json-file.ts'
import { temporaryDirectory } from '../helpers/temporary.ts'
import { errorOf } from '../helpers/thrown.ts'

function helperFile(content?: unknown) {
  const directory = temporaryDirectory()
  const json = openJsonFile({ directory, name: 'helper', schema: helperSchema })
  if (content !== undefined) writeFileSync(json.path, JSON.stringify(content))
  const written = () => JSON.parse(readFileSync(json.path, 'utf8')) as unknown
  return { file: createHelperFile(json), written, path: json.path }
}

const LOGIN = { username: 'deepgram+1', store: 'file', entry: 'secret:1' }
const OTHER = { username: 'somebody', store: 'helper:pass', entry: 'secret:2' }
const INSTALLATION = {
  ...{ engine: 'docker', file: '/home/me/.docker/config.json', registry: 'quay.io' },
  ...{ helper: null, general: 'pass', change: { any: ['thing', null] } },
}

describe('the state of docker-credential-dgsh', () => {
  it('is empty where there is no file, and makes none to find that out', async () => {
    const { file, path } = helperFile()
    expect(await file.read()).toEqual({ logins: {}, installations: [] })
    await file.changeLogin('quay.io', undefined)
    expect(existsSync(path)).toBe(false)
  })

  it('keeps a login for each registry, for its owner only', async () => {
    const { file, path } = helperFile()
    await file.changeLogin('quay.io', LOGIN)
    await file.changeLogin('registry.example.com:5000', OTHER)
    expect((await file.read()).logins).toEqual({ 'quay.io': LOGIN, 'registry.example.com:5000': OTHER })
    expect(statSync(path).mode & 0o777).toBe(0o600)
    await file.changeLogin('quay.io', undefined)
    expect((await file.read()).logins).toEqual({ 'registry.example.com:5000': OTHER })
  })

  it('has logins follow their entries to another store, and leaves the others', async () => {
    const { file } = helperFile({
      logins: { 'quay.io': LOGIN, 'a.example': OTHER, 'b.example': { ...LOGIN, entry: 'x' } },
    })
    await file.moveLogins({ from: 'file', to: 'keychain', entries: new Set(['secret:1', 'secret:2']) })
    expect((await file.read()).logins).toEqual({
      ...{
        'quay.io': { ...LOGIN, store: 'keychain' },
        'a.example': OTHER,
        'b.example': { ...LOGIN, entry: 'x' },
      },
    })
  })

  it('is not even read where no entry was moved', async () => {
    const { file } = helperFile([])
    await file.moveLogins({ from: 'file', to: 'keychain', entries: new Set() })
  })

  it('keeps installations, with whatever it takes to restore the file', async () => {
    const { file } = helperFile()
    await file.changeInstallations((before) => [...before, INSTALLATION])
    expect((await file.read()).installations).toEqual([INSTALLATION])
    await file.changeInstallations(() => [])
    expect((await file.read()).installations).toEqual([])
  })

  it('keeps what it does not know', async () => {
    const { file, written } = helperFile({
      later: 1,
      logins: { 'quay.io': { ...LOGIN, note: 'mine' } },
      installations: [{ ...INSTALLATION, since: 'today' }],
    })
    await file.changeLogin('quay.io', { ...LOGIN, username: 'deepgram+2' })
    await file.changeInstallations((before) => before)
    expect(written()).toEqual({
      later: 1,
      logins: { 'quay.io': { ...LOGIN, username: 'deepgram+2', note: 'mine' } },
      installations: [{ ...INSTALLATION, since: 'today' }],
    })
  })

  it('writes nothing for a login that is there already', async () => {
    const { file, path } = helperFile({ logins: { 'quay.io': LOGIN } })
    const before = statSync(path)
    await file.changeLogin('quay.io', LOGIN)
    expect(statSync(path)).toMatchObject({ ino: before.ino, mtimeMs: before.mtimeMs })
  })

  it.each([
    ['no object', []],
    ['logins that are none', { logins: { 'quay.io': { username: 1 } } }],
    ['a list of logins', { logins: [] }],
    ['installations that are none', { installations: [{ engine: 'docker' }] }],
  ])('is left alone with %s in it', async (_, content) => {
    const { file, written } = helperFile(content)
    expect(await errorOf(() => file.read())).toMatchObject({ code: 'config_invalid' })
    expect(await errorOf(() => file.changeLogin('quay.io', LOGIN))).toMatchObject({ code: 'config_invalid' })
    expect(written()).toEqual(content)
  })
})
