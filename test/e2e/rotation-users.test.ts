import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { killedAt, runDgsh } from '../helpers/dgsh.ts'
import { expectError } from '../helpers/expect-error.ts'
import {
  createdCredential,
  knownCredential,
  listIds,
  startRecordedSandbox,
  usernameIn,
} from '../helpers/lifecycle.ts'
import { describeWith } from '../helpers/parts.ts'
import { temporaryHome } from '../helpers/temporary.ts'

const created = createdCredential(1)

/** A home whose docker has the first credential, and whose store has its secret. */
async function prepare() {
  const { sandbox } = await startRecordedSandbox()
  const home = temporaryHome()
  const old = knownCredential(sandbox.credentialId)
  const run = (args: readonly string[], input?: string) =>
    runDgsh(args, { home, env: sandbox.environment, ...(input === undefined ? {} : { input }) })
  await run(['config', 'set', 'store', 'file'])
  const logIn = (id: string) => run(['login', id, '--secret-stdin'], knownCredential(id).secret)
  await logIn(old.id)
  const file = join(home.dockerConfig, 'config.json')
  return {
    ...{ home, sandbox, old, run, logIn, file },
    rotate: (...args: string[]) => run(['creds', 'rotate', ...args]),
    username: () => usernameIn(file, sandbox.registry),
  }
}

/** Puts docker's login under another name of the registry as well. */
function copyLogin(file: string, registry: string, other: string): void {
  const config = JSON.parse(readFileSync(file, 'utf8'))
  writeFileSync(
    file,
    JSON.stringify({ ...config, auths: { ...config.auths, [other]: config.auths[registry] } }),
  )
}

describeWith(['docker'], 'a rotation looks again who is there:', () => {
  it('--finish gives docker the new one where it has the old one again', async () => {
    const { old, sandbox, rotate, logIn, username } = await prepare()
    expect(await rotate(old.id, '--keep-old')).toMatchObject({ code: 0 })
    expect(username()).toBe(created.username)
    expect(await logIn(old.id)).toMatchObject({ code: 0 })
    const finished = await rotate(old.id, '--finish', '--yes')
    expect(finished.code, finished.stderr).toBe(0)
    expect(finished.stderr).toContain(
      '! docker    still uses it in ~/.docker/config.json, and gets its successor\n',
    )
    expect(username()).toBe(created.username)
    expect(await listIds(sandbox)).not.toContain(old.id)
  })

  it('--finish deletes nothing that is in use where the new one cannot be put', async () => {
    const { old, sandbox, rotate, logIn, file } = await prepare()
    expect(await rotate(old.id, '--keep-old')).toMatchObject({ code: 0 })
    await logIn(old.id)
    copyLogin(file, sandbox.registry, 'mirror.invalid')
    await logIn(created.id)
    expectError(await rotate(old.id, '--finish', '--yes'), {
      code: 'failed',
      message: `(${old.id.slice(0, 8)}) is still used by docker (`,
      hint: `log in there with ${created.username}`,
    })
    expect(await listIds(sandbox)).toContain(old.id)
  })

  it('does not begin while a mirror uses the old one, but to keep that', async () => {
    const { old, sandbox, rotate, file } = await prepare()
    copyLogin(file, sandbox.registry, 'mirror.invalid')
    expectError(await rotate(old.id, '--yes'), {
      code: 'failed',
      message: 'mirror.invalid',
      hint: '--keep-old',
    })
    const before = await listIds(sandbox)
    const due = await rotate('--older-than', '1d', '--yes')
    expect(due).toMatchObject({ code: 0 })
    expect(due.stderr).toContain('dgsh cannot replace every login of it')
    expect(await listIds(sandbox)).toEqual(before)
  })

  it('--abort of a kept one gives the old one back to who uses the new one', async () => {
    const { old, sandbox, rotate, username } = await prepare()
    expect(await rotate(old.id, '--keep-old')).toMatchObject({ code: 0 })
    const aborted = await rotate(old.id, '--abort', '--yes', '-o', 'json')
    expect(aborted.code, aborted.stderr).toBe(0)
    expect(JSON.parse(aborted.stdout)).toMatchObject([{ undone: 'rotate', old: old.id, deleted: created.id }])
    expect(username()).toBe(old.username)
    expect(await listIds(sandbox)).not.toContain(created.id)
  })

  it('and of two in a row, the first can be finished after the second', async () => {
    const { old, sandbox, rotate, username } = await prepare()
    const second = createdCredential(2)
    expect(await rotate(old.id, '--keep-old')).toMatchObject({ code: 0 })
    expect(await rotate(created.id, '--yes')).toMatchObject({ code: 0 })
    const finished = await rotate(old.id, '--finish', '--yes', '-o', 'json')
    expect(finished.code, finished.stderr).toBe(0)
    expect(JSON.parse(finished.stdout)).toMatchObject([{ old: old.id, new: second.id, old_deleted: true }])
    expect(username()).toBe(second.username)
    const living = await listIds(sandbox)
    expect([old.id, created.id, second.id].map((id) => living.includes(id))).toEqual([false, false, true])
  })

  it('with --yes nothing is deleted while a helper that may keep the login fails', async () => {
    const { old, sandbox, rotate, file } = await prepare()
    const config = JSON.parse(readFileSync(file, 'utf8'))
    writeFileSync(file, JSON.stringify({ ...config, credHelpers: { [sandbox.registry]: 'not-there' } }))
    const before = await listIds(sandbox)
    for (const args of [[old.id], ['--older-than', '1d']]) {
      const refused = await rotate(...args, '--yes')
      if (args.length === 1)
        expectError(refused, { code: 'failed', message: 'cannot tell whether', hint: 'fix' })
      expect(refused.stderr).toContain('docker-credential-not-there')
    }
    expect(await listIds(sandbox)).toEqual(before)
  })

  it('--abort goes back to the file that had the login, in whichever shell it is called', async () => {
    const { old, sandbox, home, file, username, rotate } = await prepare()
    const killed = await runDgsh(['creds', 'rotate', old.id, '--yes'], {
      home,
      env: { ...sandbox.environment, ...killedAt('after delivered') },
    })
    expect(killed.signal).toBe('SIGKILL')
    expect(username()).toBe(created.username)
    const elsewhere = join(home.path, 'elsewhere')
    mkdirSync(elsewhere)
    const aborted = await runDgsh(['creds', 'rotate', '--abort', '--yes'], {
      home,
      env: { ...sandbox.environment, DOCKER_CONFIG: elsewhere },
    })
    expect(aborted.code, aborted.stderr).toBe(0)
    expect(usernameIn(file, sandbox.registry)).toBe(old.username)
    expect(await listIds(sandbox)).not.toContain(created.id)
    expect(await rotate(old.id, '--dry-run')).toMatchObject({ code: 0 })
  })
})
