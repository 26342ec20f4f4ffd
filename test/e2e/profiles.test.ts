import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { startTestSandbox } from '../helpers/deepgram-registry.ts'
import { runDgsh } from '../helpers/dgsh.ts'
import { expectEnd, openDgsh } from '../helpers/dgsh-terminal.ts'
import { describeWith } from '../helpers/parts.ts'
import { type TemporaryHome, temporaryHome } from '../helpers/temporary.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startTestSandbox()
})

const surroundings = (home: TemporaryHome) => ({ home, env: { DGSH_API_URL: sandbox.apiUrl } })
const storeOf = (home: TemporaryHome) =>
  readFileSync(join(home.path, '.local', 'state', 'dgsh', 'store.json'), 'utf8')

async function homeWithProfiles(): Promise<TemporaryHome> {
  const home = temporaryHome()
  for (const profile of ['default', 'staging']) {
    const words = ['auth', 'login', '--profile', profile, '--key-stdin', '--store', 'file']
    const { code, stderr } = await runDgsh(words, { ...surroundings(home), input: sandbox.apiKey })
    expect({ code, stderr }).toMatchObject({ code: 0 })
  }
  return home
}

describe('dgsh profiles', () => {
  it('chooses the profile of the next calls, and removes it with its key', async () => {
    const home = await homeWithProfiles()
    const dgsh = async (...words: string[]) => (await runDgsh(words, surroundings(home))).stdout
    await dgsh('profiles', 'use', 'staging')
    expect(JSON.parse(await dgsh('auth', 'status', '--json'))).toMatchObject({
      profile: { value: 'staging', source: 'config' },
      accepted: true,
    })
    expect(await dgsh('profiles', 'ls', '-o', 'tsv', '--columns', 'name,api_key,current')).toBe(
      'name\tapi_key\tcurrent\ndefault\tfile\t\nstaging\tfile\tin use\n',
    )
    expect(storeOf(home)).toContain('api-key:staging')
    await dgsh('profiles', 'rm', 'staging', '--yes')
    expect(storeOf(home)).toContain('api-key:default')
    expect(storeOf(home)).not.toContain('api-key:staging')
    expect(await dgsh('profiles', 'list', '-q')).toBe('default\n')
    expect(JSON.parse(await dgsh('auth', 'status', '--json'))).toMatchObject({
      profile: { value: 'default', source: 'default' },
    })
  })
})

describeWith(['tmux'], 'dgsh profiles remove on a terminal', () => {
  it.each([
    ['y', 0, /Removed profile staging/],
    ['n', 1, /error: nothing was removed/],
  ] as const)('asks, and %s ends with %i', async (answer, code, said) => {
    const home = await homeWithProfiles()
    const terminal = await openDgsh(['profiles', 'remove', 'staging'], surroundings(home))
    await terminal.waitFor('Remove profile staging with its settings and its API key in file?')
    await terminal.type(answer)
    await terminal.press('Enter')
    expect(await expectEnd(terminal, code)).toMatch(said)
    const { stdout } = await runDgsh(['profiles', 'list', '-q'], surroundings(home))
    expect(stdout).toBe(code === 0 ? 'default\n' : 'default\nstaging\n')
  })
})
