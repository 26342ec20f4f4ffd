import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, it } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { startTestSandbox } from '../helpers/deepgram-registry.ts'
import { type DgshOptions, runDgsh } from '../helpers/dgsh.ts'
import { createdCredential, type KnownCredential, knownCredential, listIds } from '../helpers/lifecycle.ts'
import {
  loginIn,
  NOT_FOUND,
  putOnPath,
  readState,
  runOwnHelper,
  storeInput,
  writeState,
} from '../helpers/own-helper.ts'
import { describeWith } from '../helpers/parts.ts'
import { homeWithPass } from '../helpers/password-store.ts'
import { chooseStore, type TemporaryHome, temporaryHome, writeDockerConfig } from '../helpers/temporary.ts'

const OLD = knownCredential('2e90c5ab-1d73-4f68-8b04-e3f7a6d9125c')
const NEW = createdCredential(1)

let sandbox: Sandbox
let home: TemporaryHome
let options: DgshOptions & { home: TemporaryHome }

/** A home whose docker asks docker-credential-dgsh, and its own kind of store. */
async function setStage(store = 'file') {
  sandbox = await startTestSandbox()
  home = store === 'helper:pass' ? await homeWithPass() : temporaryHome()
  chooseStore(home, store)
  writeDockerConfig(home.dockerConfig, { credHelpers: { [sandbox.registry]: 'dgsh' } })
  putOnPath(home)
  // On a busy machine a store that works may take more than two seconds.
  home.env.DGSH_TIMEOUT = '30'
  options = { home, env: sandbox.environment }
}

const dgsh = (...args: string[]) => runDgsh(args, options)
const logIn = ({ id, secret }: KnownCredential, ...args: string[]) =>
  runDgsh(['login', id, '--secret-stdin', ...args], { ...options, input: secret })
const given = () => runOwnHelper(['get'], sandbox.registry, { home })
const gives = async ({ username, secret }: KnownCredential) =>
  expect(loginIn(await given())).toMatchObject({ Username: username, Secret: secret })
const logins = () => Object.values(readState(home, 'helper').logins as object)

describeWith(['docker'], 'docker’s login in docker-credential-dgsh', () => {
  beforeEach(() => setStage())

  it('is made by dgsh login, with what is stored, and ended by dgsh logout; the secret stays in the store', async () => {
    const first = await logIn(OLD)
    expect(first, first.stderr).toMatchObject({ code: 0 })
    expect(first.stderr).toContain(`docker is logged in to ${sandbox.registry} as`)
    await gives(OLD)
    const again = await dgsh('login', OLD.id)
    expect(again, again.stderr).toMatchObject({ code: 0 })
    expect(await dgsh('logout')).toMatchObject({ code: 0 })
    expect(await given()).toMatchObject(NOT_FOUND)
    expect(await dgsh('login', OLD.id)).toMatchObject({ code: 0 })
    await gives(OLD)
  })

  it('is rotated: docker has the successor, and nothing of the previous credential is left', async () => {
    await logIn(OLD)
    const result = await dgsh('creds', 'rotate', OLD.id, '--yes')
    expect(result, result.stderr).toMatchObject({ code: 0 })
    await gives(NEW)
    expect(await listIds(sandbox)).not.toContain(OLD.id)
    expect(JSON.stringify(readState(home, 'store'))).not.toContain(OLD.secret)
    expect(logins()).toHaveLength(1)
  })

  it('is rotated and taken back', async () => {
    await logIn(OLD)
    const kept = await dgsh('creds', 'rotate', OLD.id, '--keep-old')
    expect(kept, kept.stderr).toMatchObject({ code: 0 })
    await gives(NEW)
    const back = await dgsh('creds', 'rotate', OLD.id, '--abort', '--yes')
    expect(back, back.stderr).toMatchObject({ code: 0 })
    await gives(OLD)
    expect(JSON.stringify(readState(home, 'store'))).not.toContain(NEW.secret)
  })

  it('ends with its credential, which counts as in use before', async () => {
    await logIn(OLD)
    const refused = await dgsh('creds', 'delete', OLD.id, '--yes')
    expect(refused).toMatchObject({ code: 1 })
    expect(refused.stderr).toContain(
      'is used by docker (docker-credential-dgsh, named in ~/.docker/config.json)',
    )
    const deleted = await dgsh('creds', 'delete', OLD.id, '--yes', '--force')
    expect(deleted, deleted.stderr).toMatchObject({ code: 0 })
    expect(deleted.stderr).toMatch(
      /docker +has no login for \S+ now; to log in again: dgsh login --engine docker/,
    )
    expect(await given()).toMatchObject({ ...NOT_FOUND, stderr: '' })
    expect(logins()).toEqual([])
    expect(readState(home, 'store')).toEqual({})
  })

  it('ends with the stored secret, of which it is no other copy', async () => {
    await logIn(OLD)
    const asked = await dgsh('creds', 'forget', OLD.id)
    expect(asked).toMatchObject({ code: 2 })
    expect(asked.stderr).toContain('the only copy')
    const result = await dgsh('creds', 'forget', OLD.id, '--yes')
    expect(result, result.stderr).toMatchObject({ code: 0 })
    expect(await given()).toMatchObject({ ...NOT_FOUND, stderr: '' })
    expect(logins()).toEqual([])
  })

  it('is shown where it is: served from the store', async () => {
    await logIn(OLD)
    const rows = JSON.parse((await dgsh('where', '-o', 'json')).stdout)
    expect(rows).toEqual([
      expect.objectContaining({ id: OLD.id, kind: 'docker', helper: 'dgsh', deliverable: true }),
      expect.objectContaining({ id: OLD.id, kind: 'store' }),
    ])
    const { stdout } = await dgsh('where', '--columns', 'kind,place')
    expect(stdout).toContain('docker-credential-dgsh, named in ~/.docker/config.json (from the store)')
    const verified = await dgsh('verify', '-o', 'json')
    expect(JSON.parse(verified.stdout)).toHaveLength(1)
  })

  it('is refused, with the reason, while no store is chosen', async () => {
    writeFileSync(join(home.path, '.config', 'dgsh', 'config.json'), '{}')
    const { code, stderr } = await logIn(OLD)
    expect(code).not.toBe(0)
    expect(stderr).toContain('no store is chosen in which dgsh could keep the login')
    expect(stderr).toContain('dgsh config set store keychain')
  })

  it('is kept where the profile of the call keeps secrets', async () => {
    writeFileSync(
      join(home.path, '.config', 'dgsh', 'config.json'),
      '{"profiles":{"other":{"store":"file"}}}',
    )
    const result = await logIn(OLD, '--profile', 'other')
    expect(result, result.stderr).toMatchObject({ code: 0 })
    await gives(OLD)
  })

  it('does not keep dgsh from saying that the state of the helper is broken', async () => {
    await logIn(OLD)
    writeState(home, 'helper', '{')
    const shown = await dgsh('where')
    expect(shown.stderr).toContain('helper.json is not valid JSON')
    const deleted = await dgsh('creds', 'delete', OLD.id, '--yes', '--force')
    expect(deleted, deleted.stderr).toMatchObject({ code: 0 })
    expect(deleted.stderr).toContain('docker-credential-dgsh may still name the login')
  })
})

describeWith(['docker', 'pass', 'gpg', 'docker-credential-pass'], 'the same with the secrets in pass', () => {
  it('is not lost when a rotation is undone whose previous secret was borrowed from another store', async () => {
    await setStage('helper:pass')
    await logIn(OLD)
    // As a profile does that shares the state: its store has no secret of the credential.
    chooseStore(home, 'file')
    const rotated = await dgsh('creds', 'rotate', OLD.id, '--keep-old')
    expect(rotated, rotated.stderr).toMatchObject({ code: 0 })
    await gives(NEW)
    const back = await dgsh('creds', 'rotate', OLD.id, '--abort', '--yes')
    expect(back, back.stderr).toMatchObject({ code: 0 })
    await gives(OLD)
  })

  it('moves there and back, with the logins of others, and is rotated there', async () => {
    await setStage('helper:pass')
    chooseStore(home, 'file')
    await logIn(OLD)
    const env = { DGSH_REGISTRY: 'registry.example.com' }
    await runOwnHelper(['store'], storeInput('registry.example.com', { username: 'ada', secret: 'pw' }), {
      home,
      env,
    })
    const there = await dgsh('config', 'set', 'store', 'helper:pass')
    expect(there.stderr).toContain('Moved 1 secret and 1 other login from file to helper:pass.')
    expect(readState(home, 'store')).toEqual({})
    await gives(OLD)
    expect(loginIn(await runOwnHelper(['get'], 'registry.example.com', { home }))).toMatchObject({
      Secret: 'pw',
    })
    const rotated = await dgsh('creds', 'rotate', OLD.id, '--yes')
    expect(rotated, rotated.stderr).toMatchObject({ code: 0 })
    await gives(NEW)
    expect(await dgsh('config', 'set', 'store', 'file')).toMatchObject({ code: 0 })
    await gives(NEW)
    expect(Object.keys(readState(home, 'store'))).toHaveLength(2)
  })
})
