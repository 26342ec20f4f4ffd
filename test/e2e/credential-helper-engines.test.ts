import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { CLOSED_IMAGE, OPEN_IMAGE } from '../helpers/deepgram-registry.ts'
import { environmentOf } from '../helpers/dgsh.ts'
import { ownHelperArgv, putOnPath, writeState } from '../helpers/own-helper.ts'
import { describeWith } from '../helpers/parts.ts'
import { homeWithPass } from '../helpers/password-store.ts'
import { type Quay, startQuay } from '../helpers/quay.ts'
import { type ProgramResult, runProgram } from '../helpers/run-program.ts'
import { inSession, type ProgramStep, UNLOCKED } from '../helpers/secret-service.ts'
import { filesThatHold } from '../helpers/sentinel.ts'
import { chooseStore, type TemporaryHome, temporaryHome, writeDockerConfig } from '../helpers/temporary.ts'

const OPEN = `quay.io/${OPEN_IMAGE}`
const CLOSED = `quay.io/${CLOSED_IMAGE}`

/** What each engine does with the login that it has: one that may be pulled, and one that may not. */
const ENGINES: Readonly<Record<string, (image: string) => string[]>> = {
  docker: (image) => ['docker', 'manifest', 'inspect', image],
  podman: (image) => ['podman', 'pull', '--quiet', image],
  skopeo: (image) => ['skopeo', 'inspect', '--raw', `docker://${image}`],
  buildah: (image) => ['buildah', 'pull', '--quiet', '--policy', 'always', image],
}

const STORES = ['file', 'keychain', 'helper:pass'] as const

let quay: Quay

/** A home whose engines ask docker-credential-dgsh for quay.io. */
async function prepareHome(store: string): Promise<TemporaryHome> {
  const home = store === 'helper:pass' ? await homeWithPass() : temporaryHome()
  chooseStore(home, store)
  const config = { credHelpers: { 'quay.io': 'dgsh' } }
  writeDockerConfig(home.dockerConfig, config)
  writeFileSync(home.authFile, JSON.stringify(config), { mode: 0o600 })
  putOnPath(home)
  // On a busy machine a store that works may take more than two seconds.
  home.env.DGSH_TIMEOUT = '30'
  return home
}

async function runSteps(store: string, home: TemporaryHome, steps: readonly ProgramStep[]) {
  if (store === 'keychain') return inSession(home, [UNLOCKED, ...steps], quay.environment)
  const results: ProgramResult[] = []
  for (const { argv, input } of steps)
    results.push(
      await runProgram(argv, { env: environmentOf(home, quay.environment), input, cwd: home.path }),
    )
  return results
}

/** Each row: an engine, a store, and how what was tried went. */
const table: string[] = []
const note = (engine: string, store: string, verdicts: Record<string, boolean>) => {
  const cells = Object.entries(verdicts).map(([verb, isGood]) => `${verb} ${isGood ? 'yes' : 'NO'}`)
  table.push([engine.padEnd(8), store.padEnd(12), ...cells].join('  '))
}

describeWith(
  [
    ...(['docker', 'podman', 'skopeo', 'buildah', 'docker-registry', 'openssl', 'pass', 'gpg'] as const),
    ...(['docker-credential-pass', 'dbus-run-session', 'gnome-keyring-daemon'] as const),
  ],
  'real engines, by docker-credential-dgsh, at quay.io',
  () => {
    beforeAll(async () => {
      quay = await startQuay()
    })

    describe.each(STORES)('with the secret in %s', (store) => {
      it.each(Object.keys(ENGINES))('%s logs in, pulls and logs out', async (engine) => {
        const home = await prepareHome(store)
        const { credentialId, secret } = quay.registry.sandbox
        const pull = ENGINES[engine] ?? (() => [])
        const login = [
          engine,
          'login',
          '--username',
          `deepgram+${credentialId}`,
          '--password-stdin',
          'quay.io',
        ]
        const get = { argv: ownHelperArgv(['get']), input: 'quay.io' }
        const [before, stored, given, open, closed, out, none, after] = await runSteps(store, home, [
          ...[{ argv: pull(OPEN) }, { argv: login, input: secret }, get, { argv: pull(OPEN) }],
          ...[{ argv: pull(CLOSED) }, { argv: [engine, 'logout', 'quay.io'] }, get, { argv: pull(OPEN) }],
        ])
        expect(before?.code, 'without a login nothing can be pulled').not.toBe(0)
        expect(stored, stored?.stderr).toMatchObject({ code: 0 })
        expect(JSON.parse(given?.stdout ?? '')).toMatchObject({
          Username: `deepgram+${credentialId}`,
          Secret: secret,
        })
        expect(open, open?.stderr).toMatchObject({ code: 0 })
        expect(closed?.code, 'what the login does not open').not.toBe(0)
        expect(out, out?.stderr).toMatchObject({ code: 0 })
        expect(none?.stdout).toBe('credentials not found in native keychain\n')
        expect(after?.code, 'after the logout').not.toBe(0)
        const outputs = [stored, open, closed, out, after].map(
          (result) => `${result?.stdout}${result?.stderr}`,
        )
        expect(outputs.filter((text) => text.includes(secret) || text.includes('panic'))).toEqual([])
        // No engine kept the secret itself; the file store is where it was to be.
        const holding = filesThatHold(home.path, secret).filter((file) => !file.includes('run-time'))
        expect(holding).toEqual(store === 'file' ? [join(home.path, '.local/state/dgsh/store.json')] : [])
        for (const file of [join(home.dockerConfig, 'config.json'), home.authFile])
          expect(JSON.parse(readFileSync(file, 'utf8')).credHelpers).toEqual({ 'quay.io': 'dgsh' })
        note(engine, store, {
          store: stored?.code === 0,
          get: open?.code === 0,
          erase: out?.code === 0 && after?.code !== 0,
        })
      })
    })

    it.each(Object.keys(ENGINES))('%s survives a logout that cannot be carried out', async (engine) => {
      const home = await prepareHome('file')
      const { credentialId, secret } = quay.registry.sandbox
      const login = [engine, 'login', '--username', `deepgram+${credentialId}`, '--password-stdin', 'quay.io']
      const [stored] = await runSteps('file', home, [{ argv: login, input: secret }])
      expect(stored, stored?.stderr).toMatchObject({ code: 0 })
      writeState(home, 'helper', '{')
      const [out] = await runSteps('file', home, [{ argv: [engine, 'logout', 'quay.io'] }])
      expect(`${out?.stdout}${out?.stderr}`).not.toMatch(/panic|SIGSEGV|goroutine/)
      expect(out?.stderr).toContain('helper.json is not valid JSON')
    })

    it('for the closing note', () => {
      if (process.env.DGSH_TEST_TABLE) process.stdout.write(`${table.join('\n')}\n`)
      expect(table).toHaveLength(STORES.length * Object.keys(ENGINES).length)
      expect(table.filter((row) => row.includes('NO'))).toEqual([])
    })
  },
)
