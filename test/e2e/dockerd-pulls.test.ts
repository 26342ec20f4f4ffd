import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { OPEN_IMAGE } from '../helpers/deepgram-registry.ts'
import { runDgsh } from '../helpers/dgsh.ts'
import { startDockerd } from '../helpers/dockerd.ts'
import { putOnPath } from '../helpers/own-helper.ts'
import { describeWith } from '../helpers/parts.ts'
import { homeWithPass } from '../helpers/password-store.ts'
import { type Quay, startQuay } from '../helpers/quay.ts'
import { type ProgramResult, runProgram } from '../helpers/run-program.ts'
import { inSession, type SessionStep, UNLOCKED } from '../helpers/secret-service.ts'
import { chooseStore, type TemporaryHome, temporaryHome, writeDockerConfig } from '../helpers/temporary.ts'

const IMAGE = `quay.io/${OPEN_IMAGE}`
const PULL = ['docker', 'pull', '--quiet', IMAGE]

/** The daemon keeps what it has. */
const REMOVE = ['docker', 'image', 'rm', '--force', IMAGE]

const REFUSED = { code: 1, stderr: expect.stringMatching(/unauthorized|denied/) }

const PARTS = ['docker', 'dockerd', 'docker-registry', 'skopeo', 'openssl'] as const

describeWith(
  [...PARTS, 'pass', 'gpg', 'docker-credential-pass', 'gnome-keyring-daemon'],
  'docker pull',
  () => {
    let quay: Quay
    let environment: Record<string, string>
    beforeAll(async () => {
      quay = await startQuay()
      environment = { ...quay.environment, DOCKER_HOST: await startDockerd(quay.environment) }
    })

    const run = (home: TemporaryHome, argv: readonly string[], input?: string) =>
      runProgram(argv, { env: { ...home.env, ...environment }, ...(input === undefined ? {} : { input }) })

    async function pull(home: TemporaryHome): Promise<ProgramResult> {
      const pulled = await run(home, PULL)
      await run(home, REMOVE)
      return pulled
    }

    it('works after dgsh login, and not without', async () => {
      const { credentialId, secret } = quay.registry.sandbox
      const home = temporaryHome()
      expect(await pull(home)).toMatchObject(REFUSED)
      const login = await runDgsh(['login', credentialId, '--secret-stdin'], {
        ...{ home, env: environment, input: secret },
      })
      expect(login.code, login.stderr).toBe(0)
      expect(await pull(home)).toMatchObject({ code: 0 })
    })

    it.each<[store: string, makeHome: () => Promise<TemporaryHome>]>([
      ['file', async () => temporaryHome()],
      ['helper:pass', homeWithPass],
      ['keychain', async () => temporaryHome()],
    ])('works while docker asks dgsh, whose store is %s, until docker logs out', async (store, makeHome) => {
      const { credentialId, secret } = quay.registry.sandbox
      const home = await makeHome()
      chooseStore(home, store)
      putOnPath(home)
      writeDockerConfig(home.dockerConfig, { credHelpers: { 'quay.io': 'dgsh' } })
      const user = ['--username', `deepgram+${credentialId}`, '--password-stdin']
      const steps: SessionStep[] = [
        ...(store === 'keychain' ? [UNLOCKED] : []),
        { argv: ['docker', 'login', 'quay.io', ...user], input: secret },
        ...[PULL, REMOVE, ['docker', 'logout', 'quay.io'], PULL].map((argv) => ({ argv })),
      ]
      const [login, pulled, , logout, refused] = await inSession(home, steps, environment)
      expect(login).toMatchObject({ code: 0, stdout: expect.stringContaining('Login Succeeded') })
      expect(pulled).toMatchObject({ code: 0, stderr: '' })
      expect(logout).toMatchObject({ code: 0 })
      expect(refused).toMatchObject(REFUSED)
      expect(readFileSync(join(home.dockerConfig, 'config.json'), 'utf8')).not.toContain('"auth"')
    })
  },
)
