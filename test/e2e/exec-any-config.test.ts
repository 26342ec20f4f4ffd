import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { composeBorrowed } from '../../src/engines/borrowed/compose.ts'
import { writeBorrowed } from '../../src/engines/borrowed/write.ts'
import { configFile } from '../helpers/config-files.ts'
import {
  CLOSED_IMAGE,
  type DeepgramRegistry,
  OPEN_IMAGE,
  startDeepgramRegistry,
} from '../helpers/deepgram-registry.ts'
import { fakeHelper } from '../helpers/fake-helper.ts'
import { knownCredential } from '../helpers/lifecycle.ts'
import { describeWith } from '../helpers/parts.ts'
import { runProgram } from '../helpers/run-program.ts'
import { temporaryDirectory, temporaryHome } from '../helpers/temporary.ts'

const COUNT = 40
const LENT = knownCredential('8b1f4d07-6c2e-4a95-b3d8-50e7c9a1f264')

describeWith(['docker', 'docker-registry', 'skopeo'], 'a login beside any config file', () => {
  let registry: DeepgramRegistry
  beforeAll(async () => {
    registry = await startDeepgramRegistry()
  })

  /** Lends a login to whom these config files belong. */
  async function lend(number: number) {
    const home = temporaryHome()
    const { what, bytes } = configFile(number, registry.host)
    for (const file of [join(home.dockerConfig, 'config.json'), home.authFile]) writeFileSync(file, bytes)
    const env = { ...home.env, PATH: `${fakeHelper().directory}:${home.env.PATH}` }
    // The helper keeps nothing, and docker does not say how old it is.
    const exec = async () => ({
      exitCode: 0,
      signal: undefined,
      stdout: '{}',
      stderr: '',
      startError: undefined,
    })
    const texts = await composeBorrowed(LENT, { registry: registry.host, env, platform: 'linux', exec })
    const directory = join(temporaryDirectory(), 'lent')
    mkdirSync(directory)
    return { what: `${number}, ${what}: ${bytes}`, env: { ...env, ...writeBorrowed(directory, texts).env } }
  }

  it.each([
    ['docker', ['docker', 'manifest', 'inspect', '--insecure'], ''],
    ['skopeo', ['skopeo', 'inspect', '--raw', '--tls-verify=false'], 'docker://'],
  ])('is the one that %s uses, which reads all of what it is given', async (_, argv, scheme) => {
    for (let number = 0; number < COUNT; number += 1) {
      const { what, env } = await lend(number)
      const open = await runProgram([...argv, `${scheme}${registry.host}/${OPEN_IMAGE}`], { env })
      expect(open.code, `${what}\n${open.stderr}`).toBe(0)
      expect(open.stderr, what).not.toMatch(/warning/i)
    }
    const { env } = await lend(0)
    expect((await runProgram([...argv, `${scheme}${registry.host}/${CLOSED_IMAGE}`], { env })).code).not.toBe(
      0,
    )
  })
})
