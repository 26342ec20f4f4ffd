import { beforeAll, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { startTestSandbox } from '../helpers/deepgram-registry.ts'
import { runDgsh } from '../helpers/dgsh.ts'
import { temporaryHome } from '../helpers/temporary.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startTestSandbox()
})

const dgsh = (words: string) => runDgsh(words.split(' '), { home: temporaryHome(), env: sandbox.environment })

describe('the names that people type', () => {
  it.each([
    ['creds ls -q', 'creds list -q'],
    ['credentials list -q', 'creds list -q'],
    ['projects ls --json', 'projects list --json'],
    ['config ls --json', 'config list --json'],
    ['profiles ls --json', 'profiles list --json'],
    ['creds get 8b1f4d07 --json', 'creds show 8b1f4d07 --json'],
    ['help creds rm', 'creds delete --help'],
    ['version', '--version'],
  ])('%s is %s', async (typed, meant) => {
    const [one, other] = [await dgsh(typed), await dgsh(meant)]
    expect(one).toEqual(other)
    expect(one).toMatchObject({ code: 0, stderr: '' })
    expect(one.stdout).not.toBe('')
  })

  it('creds rm deletes', async () => {
    const { code, stderr } = await dgsh('creds rm f4a7d316 --yes')
    expect({ code, stderr }).toMatchObject({ code: 0 })
    expect((await dgsh('creds ls -q')).stdout).not.toContain('f4a7d316')
  })
})
