import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { startTestSandbox } from '../helpers/deepgram-registry.ts'
import { runDgsh } from '../helpers/dgsh.ts'
import { fakeHelper } from '../helpers/fake-helper.ts'
import { type HelperHome, helperHome } from '../helpers/helper-home.ts'
import { describeWith, findProgram } from '../helpers/parts.ts'
import { filesThatHold } from '../helpers/sentinel.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startTestSandbox()
})

/** What puts a file in its place, and what starts a program: strace counts the calls of each name by itself. Threads start by `clone3`. */
const CALLS = { file: '?rename,?renameat,renameat2', program: 'clone,?vfork,?fork' } as const

/** Far more than there are. */
const MOST = 80

interface Kill {
  calls: string
  /** Which of them it is killed at, before it is carried out. */
  at: number
}

/** Runs `dgsh helper` with a word, and kills it; true when it came to its end before that. */
async function killAt(
  { calls, at }: Kill,
  word: string,
  { options }: HelperHome,
  env: Record<string, string>,
) {
  const inject = ['-e', `trace=${calls}`, '-e', `inject=${calls}:signal=KILL:when=${at}`]
  const wrapper = [findProgram('strace') ?? '', '-qq', ...inject, '-o', '/dev/null']
  const result = await runDgsh(['helper', word], { ...options, env: { ...options.env, ...env }, wrapper })
  return result.signal === null && result.code === 0
}

describeWith(['docker', 'strace'], 'dgsh helper that is killed', () => {
  it.each([
    ['before a file is replaced', 'file', 'in the file', 3],
    ['before a file is replaced', 'file', 'with another helper', 3],
    ['before a program is started', 'program', 'with another helper', 5],
  ] as const)(
    '%s leaves docker with its login, and can be run again (%s, a login %s)',
    async (_, kind, place, least) => {
      const kill = { calls: CALLS[kind], at: 0 }
      for (let ended = false; !ended && kill.at < MOST; ) {
        kill.at += 1
        const own = helperHome(sandbox)
        const other = fakeHelper()
        const env = { PATH: `${other.directory}:${own.home.env.PATH}` }
        const before = await prepare(own, place, env)
        ended = await killAt(kill, 'install', own, env)
        expect(await own.dockers(env), `installing, killed at ${kill.at}`).toEqual(own.login)
        await own.helper(['install'], env)
        const store = join(own.home.path, '.local/state/dgsh/store.json')
        expect(filesThatHold(own.home.path, sandbox.secret), `killed at ${kill.at}`).toEqual([store])
        expect(filesThatHold(other.directory, sandbox.secret)).toEqual([])
        ended = (await killAt(kill, 'uninstall', own, env)) && ended
        expect(await own.dockers(env), `uninstalling, killed at ${kill.at}`).toEqual(own.login)
        await own.helper(['uninstall'], env)
        expect(own.text(), `killed at ${kill.at}`).toBe(before)
        expect(await own.dockers(env)).toEqual(own.login)
      }
      expect(kill.at).toBeGreaterThan(least)
      expect(kill.at).toBeLessThan(MOST)
    },
    600_000,
  )

  /** Returns what is in docker's config file. */
  async function prepare(own: HelperHome, place: string, env: Record<string, string>): Promise<string> {
    if (place === 'in the file')
      return own.write({ auths: { [sandbox.registry]: { auth: own.auth() }, x: {} } })
    const before = own.write({ auths: { [sandbox.registry]: {} }, credsStore: 'fake' })
    await own.logIn([], env)
    return own.write(before)
  }
})
