import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, beforeEach, expect, it } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { startTestSandbox } from '../helpers/deepgram-registry.ts'
import { expectError } from '../helpers/expect-error.ts'
import { type HelperHome, helperHome } from '../helpers/helper-home.ts'
import { describeWith } from '../helpers/parts.ts'
import { succeed } from '../helpers/run-program.ts'
import { temporaryDirectory } from '../helpers/temporary.ts'

let sandbox: Sandbox
let own: HelperHome
beforeAll(async () => {
  sandbox = await startTestSandbox()
})
beforeEach(() => {
  own = helperHome(sandbox)
})

describeWith(['docker'], 'dgsh helper install refuses, and changes nothing,', () => {
  it.each([
    ['a file with a byte order mark', () => `\uFEFF{"auths":{}}`, /begins with a byte order mark/, /.+/],
    ['a file with a wrong type', () => '{"auths":[]}', /auths must be an object/, /.+/],
    [
      'an identity token',
      (key: string) => JSON.stringify({ auths: { [key]: { auth: 'YWRhOg==', identitytoken: 'TOKEN' } } }),
      /is an identity token, which dgsh cannot keep/,
      /dgsh login --engine docker/,
    ],
  ] as const)('%s', async (_, config, message, hint) => {
    const before = own.write(config(sandbox.registry))
    expectError(await own.tryHelper(['install']), { code: 'config_invalid', message, hint })
    expect(own.text()).toBe(before)
    expect(existsSync(join(own.home.path, '.local/state/dgsh/helper.json'))).toBe(false)
  })

  it('where docker-credential-dgsh is not on PATH; the hint puts it there', async () => {
    const before = own.write({ auths: { [sandbox.registry]: { auth: own.auth() } } })
    const bin = join(own.home.path, '.local', 'bin')
    mkdirSync(bin, { recursive: true })
    const PATH = `${bin}:${process.env.PATH}`
    const env = { PATH }
    const result = await own.tryHelper(['install'], env)
    expectError(result, {
      code: 'failed',
      message: /docker could not use dgsh: docker-credential-dgsh is not on PATH/,
      hint: /^ln -sf \S+\/bin\/docker-credential-dgsh\.js ~\/\.local\/bin\/docker-credential-dgsh\s*$/,
    })
    expect(own.text()).toBe(before)
    const [, line = ''] = /hint: (ln .*)/.exec(result.stderr) ?? []
    await succeed(['sh', '-c', line], { env: { ...own.home.env, PATH } })
    await own.helper(['install'], env)
    expect(await own.dockers(env)).toEqual(own.login)
  })

  it.each([
    [
      'of another dgsh',
      'echo "docker-credential-dgsh (dgsh) 0.0.1"',
      /is that of dgsh 0\.0\.1, and this is dgsh/,
    ],
    ['of somebody else', 'echo 1.2.3', /is another program of that name/],
    ['that does not run', 'exit 3', /cannot be run \(exit code 3\)/],
  ])('a docker-credential-dgsh %s', async (_, script, message) => {
    const directory = temporaryDirectory()
    writeFileSync(join(directory, 'docker-credential-dgsh'), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
    const env = { PATH: `${directory}:${own.home.env.PATH}` }
    expectError(await own.tryHelper(['install'], env), {
      code: 'failed',
      message,
      hint: /^ln -sf /,
    })
  })
})
