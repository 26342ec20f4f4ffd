import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { getLogin, listUsernames } from '../../src/engines/credential-helper.ts'
import type { ExecRequest, ExecResult } from '../../src/ports.ts'
import { temporaryDirectory } from '../helpers/temporary.ts'

/** A helper `test` on PATH that ends like this, and what it was asked. */
function helper(result: Partial<ExecResult>) {
  const directory = temporaryDirectory()
  const file = join(directory, 'docker-credential-test')
  writeFileSync(file, '')
  chmodSync(file, 0o755)
  const requests: ExecRequest[] = []
  const exec = async (request: ExecRequest): Promise<ExecResult> => {
    requests.push(request)
    return { exitCode: 0, signal: undefined, stdout: '', stderr: '', startError: undefined, ...result }
  }
  return { file, requests, access: { env: { PATH: directory }, platform: 'linux' as const, exec } }
}

describe('listUsernames', () => {
  it('asks for the list as docker does, with a deadline', async () => {
    const { access, requests, file } = helper({ stdout: '{"quay.io":"ada"}' })
    expect(await listUsernames('test', access)).toEqual({ usernames: new Map([['quay.io', 'ada']]) })
    expect(requests).toEqual([{ file, args: ['list'], input: 'unused', timeoutMs: 3000 }])
  })

  it.each([
    ['nothing', '{}'],
    ['null, as docker-credential-secretservice does', 'null'],
    ['only what is no username', '{"quay.io":"","gcr.io":7,"ghcr.io":null,"docker.io":"<token>"}'],
  ])('takes %s for no logins', async (_, stdout) => {
    expect(await listUsernames('test', helper({ stdout }).access)).toEqual({ usernames: new Map() })
  })

  it.each<[reason: string, result: Partial<ExecResult>]>([
    ['it gave no answer in 3 seconds', { exitCode: undefined, signal: 'SIGTERM', timedOut: true }],
    ['it cannot be started (ENOEXEC)', { exitCode: undefined, startError: 'ENOEXEC' }],
    ['it says: Cannot autolaunch D-Bus', { exitCode: 1, stdout: 'Cannot autolaunch D-Bus\n' }],
    ['it says: no such verb', { exitCode: 2, stderr: 'usage: …\nno such verb\n' }],
    ['it ended with 1', { exitCode: 1 }],
    ['it ended with SIGSEGV', { exitCode: undefined, signal: 'SIGSEGV' }],
    ['its answer is no list', { stdout: '' }],
    ['its answer is no list', { stdout: 'quay.io ada' }],
    ['its answer is no list', { stdout: '["quay.io"]' }],
  ])('says why there is no list: %s', async (reason, result) => {
    expect(await listUsernames('test', helper(result).access)).toEqual({ reason })
  })

  it('quotes no more than the start of a long line', async () => {
    const list = await listUsernames('test', helper({ exitCode: 1, stdout: 'x'.repeat(5000) }).access)
    expect(list).toEqual({ reason: `it says: ${'x'.repeat(200)}` })
  })

  it.each(['missing', '../test', '/bin/sh', 'test list', ''])(
    'runs nothing when there is no helper %j',
    async (name) => {
      const { access, requests } = helper({})
      expect(await listUsernames(name, access)).toEqual({ reason: 'it is not on PATH', absent: true })
      expect(await getLogin(name, 'quay.io', access)).toBeUndefined()
      expect(requests).toEqual([])
    },
  )
})

describe('getLogin', () => {
  it('asks for the server, without a line break', async () => {
    const stdout = '{"ServerURL":"quay.io","Username":"ada","Secret":"SECRET"}\n'
    const { access, requests, file } = helper({ stdout })
    expect(await getLogin('test', 'quay.io', access)).toEqual({ username: 'ada', secret: 'SECRET' })
    expect(requests).toEqual([{ file, args: ['get'], input: 'quay.io', timeoutMs: 30_000 }])
  })

  it.each<Partial<ExecResult>>([
    { exitCode: 1, stdout: 'credentials not found in native keychain\n' },
    { exitCode: undefined, timedOut: true },
    { exitCode: 1, stdout: '{"Username":"ada","Secret":"SECRET"}' },
    { stdout: 'SECRET' },
    { stdout: '{"Username":"<token>","Secret":"SECRET"}' },
    { stdout: '{"Username":"ada"}' },
  ])('gives nothing after %j', async (result) => {
    expect(await getLogin('test', 'quay.io', helper(result).access)).toBeUndefined()
  })
})
