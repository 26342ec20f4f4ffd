import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { helperEdits } from '../../src/engines/helper-edits.ts'
import { applyEdits } from '../../src/engines/text-edits.ts'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { startTestSandbox } from '../helpers/deepgram-registry.ts'
import { runDgsh } from '../helpers/dgsh.ts'
import { fakeHelper } from '../helpers/fake-helper.ts'
import { helperHome } from '../helpers/helper-home.ts'
import { ownHelperArgv } from '../helpers/own-helper.ts'
import { describeWith, findProgram } from '../helpers/parts.ts'
import { runProgram } from '../helpers/run-program.ts'
import { holds } from '../helpers/sentinel.ts'
import { temporaryDirectory } from '../helpers/temporary.ts'
import { writtenConfig } from '../helpers/written-configs.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startTestSandbox()
})

const REGISTRY = 'quay.io'

/** `DGSH_TEST_CONFIGS=5000` tries more. */
const COUNT = Math.ceil(Number(process.env.DGSH_TEST_CONFIGS ?? 1000) / 25)
const NUMBERS = Array.from({ length: COUNT }, (_, number) => number)

interface Config {
  auths?: Record<string, Record<string, unknown>>
  credHelpers?: Record<string, string>
}

/** What the real docker writes of a file when it logs in to another registry: all that it understands. */
async function writtenByDocker(text: string): Promise<Config> {
  const directory = temporaryDirectory()
  const file = join(directory, 'config.json')
  writeFileSync(file, text)
  symlinkSync(findProgram('docker') ?? '', join(directory, 'docker'))
  for (const name of ['fake', 'gcloud', 'dgsh']) {
    const script =
      '#!/bin/sh\n[ $1 = get ] && echo "credentials not found in native keychain" && exit 1\nexit 0\n'
    writeFileSync(join(directory, `docker-credential-${name}`), script, { mode: 0o755 })
  }
  const argv = [
    'docker',
    'login',
    '--username',
    `deepgram+${sandbox.credentialId}`,
    '--password-stdin',
    sandbox.registry,
  ]
  const env = { PATH: directory, HOME: directory, DOCKER_CONFIG: directory }
  const argvWithPath = [join(directory, 'docker'), ...argv.slice(1)]
  const { code, stderr } = await runProgram(argvWithPath, { env, input: sandbox.secret })
  expect([code, /WARNING: Error/.test(stderr)], stderr).toEqual([0, false])
  return JSON.parse(readFileSync(file, 'utf8')) as Config
}

/** Without what an installation changes. */
function rest({ auths, credHelpers, ...others }: Config, keys: readonly string[]): unknown {
  const { [REGISTRY]: _, ...helpers } = credHelpers ?? {}
  const entries = Object.entries(auths ?? {}).map(([key, entry]) => {
    const { auth, username, password, ...fields } = entry
    return [key, keys.includes(key) ? fields : entry]
  })
  return { ...others, auths: Object.fromEntries(entries), credHelpers: helpers }
}

describeWith(['docker'], 'what the real docker understands of a config file', () => {
  it('is the same with docker-credential-dgsh in it', async () => {
    for (const number of NUMBERS) {
      const { text, keys } = writtenConfig(number, REGISTRY)
      const edits = helperEdits(text, { registry: REGISTRY, helper: 'dgsh', keys })
      const after = applyEdits(text, [...edits.naming, ...edits.stripping])
      const [before, installed] = [await writtenByDocker(text), await writtenByDocker(after)]
      expect(installed.credHelpers?.[REGISTRY], `file ${number}`).toBe('dgsh')
      expect(rest(installed, keys), `file ${number}: ${text}`).toEqual(rest(before, keys))
    }
  }, 300_000)
})

describe('dgsh helper install and uninstall', () => {
  it.runIf(findProgram('docker') !== undefined)(
    'restore files of all kinds byte for byte, with the login where it was',
    async () => {
      for (const number of NUMBERS.slice(0, 12)) {
        const own = helperHome(sandbox)
        const other = fakeHelper()
        const env = { PATH: `${other.directory}:${own.home.env.PATH}`, DGSH_REGISTRY: REGISTRY }
        const { text } = writtenConfig(number, REGISTRY)
        own.write(text)
        await own.helper(['install'], env)
        expect(JSON.stringify(JSON.parse(own.text()))).toContain('"quay.io":"dgsh"')
        await own.helper(['uninstall'], env)
        expect(own.text(), `file ${number}`).toBe(text)
      }
    },
    300_000,
  )
})

describeWith(['docker', 'unshare'], "docker's config file that is mounted by itself", () => {
  it.runIf(process.getuid?.() === 0)('is written in its place, and back', async () => {
    const own = helperHome(sandbox)
    const before = own.write({
      auths: { [sandbox.registry]: { auth: own.auth() } },
      psFormat: 'x'.repeat(200),
    })
    const real = join(temporaryDirectory(), 'config.json')
    writeFileSync(real, before)
    chmodSync(real, 0o600)
    const mount = `mount --bind ${real} ${own.file} && exec "$@"`
    const wrapper = ['unshare', '--mount', 'sh', '-c', mount, 'sh']
    const run = (word: string) => runDgsh(['helper', word], { ...own.options, wrapper })
    const installed = await run('install')
    expect(installed.code, installed.stderr).toBe(0)
    expect(JSON.parse(readFileSync(real, 'utf8'))).toEqual({
      auths: { [sandbox.registry]: {} },
      psFormat: 'x'.repeat(200),
      credHelpers: { [sandbox.registry]: 'dgsh' },
    })
    const undone = await run('uninstall')
    expect(undone.code, undone.stderr).toBe(0)
    expect(readFileSync(real, 'utf8')).toBe(before)
    expect(own.text()).toBe(before)
  })
})

describeWith(['docker'], 'the file of another engine', () => {
  it("is helm's own one, which need not be there", async () => {
    const own = helperHome(sandbox)
    const bin = join(own.home.path, 'fake-bin')
    mkdirSync(bin)
    writeFileSync(join(bin, 'helm'), '#!/bin/sh\necho v3.18.0\n', { mode: 0o755 })
    const env = { PATH: `${bin}:${own.home.env.PATH}` }
    const file = join(own.home.path, '.config', 'helm', 'registry', 'config.json')
    await own.helper(['install', '--engine', 'helm'], env)
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ credHelpers: { [sandbox.registry]: 'dgsh' } })
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const stored = await runProgram(ownHelperArgv(['store']), {
      env: { ...own.home.env, ...sandbox.environment },
      input: JSON.stringify({
        ServerURL: sandbox.registry,
        Username: own.login.username,
        Secret: own.login.secret,
      }),
    })
    expect(stored.code, stored.stdout).toBe(0)
    await own.helper(['uninstall', '--engine', 'helm'], env)
    expect(holds(readFileSync(file, 'utf8'), sandbox.secret)).toBe(true)
    expect(existsSync(own.file)).toBe(true)
  })
})
