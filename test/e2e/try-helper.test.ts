import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { problemOfHelper } from '../../src/engines/try-helper.ts'
import type { ExecResult } from '../../src/ports.ts'
import { describeWith } from '../helpers/parts.ts'
import { homeWithPass } from '../helpers/password-store.ts'
import { startProgram } from '../helpers/run-program.ts'
import type { TemporaryHome } from '../helpers/temporary.ts'

/** Tries docker-credential-pass as dgsh does, in a home. */
async function tryPass(home: TemporaryHome): Promise<string | undefined> {
  const exec = async ({ file, args, input, env }: Parameters<Access['exec']>[0]): Promise<ExecResult> => {
    const started = startProgram([file, ...args], { env: { ...home.env, ...env }, input })
    const { code, stdout, stderr } = await started.ended
    return { exitCode: code, signal: undefined, stdout, stderr, startError: undefined }
  }
  return problemOfHelper('pass', { env: home.env, platform: 'linux', exec })
}

type Access = Parameters<typeof problemOfHelper>[1]

describeWith(['docker-credential-pass', 'pass', 'gpg'], 'a try of docker-credential-pass', () => {
  it('tells whether it can keep a login, and leaves nothing behind', async () => {
    const home = await homeWithPass()
    const store = join(home.path, '.password-store')
    const before = readdirSync(store, { recursive: true })
    expect(await tryPass(home)).toBeUndefined()
    expect(readdirSync(store, { recursive: true })).toEqual(before)

    rmSync(join(home.path, '.gnupg'), { recursive: true })
    expect(await tryPass(home)).toBe('pass cannot encrypt with its key')
    expect(readdirSync(store, { recursive: true })).toEqual(before)

    rmSync(store, { recursive: true })
    expect(await tryPass(home)).toBe('pass is not initialized')
    expect(existsSync(store)).toBe(false)
  })
})
