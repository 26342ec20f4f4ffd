import { describe, expect, it } from 'vitest'
import { type LoginOptions, run } from '../../../src/commands/login/login.ts'
import type { EngineName } from '../../../src/vocabulary.ts'
import { apiContext } from '../../helpers/api-context.ts'
import { ENGINE_LIMITS, type ExpectedExec, type TestSetup } from '../../helpers/context.ts'
import { CREDENTIALS_PATH, idOf, listAnswer, listEntry, SECRET } from '../../helpers/samples.ts'

const username = `deepgram+${idOf(1)}`
const list = { [`GET ${CREDENTIALS_PATH}`]: { body: listAnswer(listEntry(1), listEntry(2)) } }

function options(changes: Partial<LoginOptions> = {}): LoginOptions {
  return { credential: idOf(1), engine: undefined, secretStdin: true, tlsVerify: true, ...changes }
}

/** The program that is expected: the engine by its full path, the secret on its standard input and nowhere else. */
function login(engine: EngineName, line: string, result: ExpectedExec['result'] = {}): TestSetup {
  return {
    stdin: SECRET,
    engines: [engine],
    exec: (pathOf) => [
      { request: { file: pathOf(engine), args: line.split(' '), input: SECRET, ...ENGINE_LIMITS }, result },
    ],
  }
}

/** The same with the registry as an option, of which a credential helper that the engine runs is told. */
function loginTo(registry: string, { exec, ...setup }: TestSetup): TestSetup {
  const env = { DGSH_REGISTRY: registry }
  return {
    ...setup,
    flags: { registry },
    exec: (pathOf) =>
      (exec?.(pathOf) ?? []).map(({ request, ...rest }) => ({ request: { ...request, env }, ...rest })),
  }
}

const dockerLine = `login quay.io --username ${username} --password-stdin`

describe('what the engine is given', () => {
  it.each<[engine: EngineName, line: string]>([
    ['docker', dockerLine],
    ['podman', `login --username ${username} --password-stdin quay.io`],
    ['skopeo', `login --username ${username} --password-stdin quay.io`],
    ['buildah', `login --username ${username} --password-stdin quay.io`],
    ['helm', `registry login --username ${username} --password-stdin quay.io`],
  ])('is an argv without the secret, and the secret by standard input: %s', async (engine, line) => {
    const { context, stdout, stderr } = await apiContext({}, login(engine, line))
    expect(await run(options({ engine }), context)).toBe(0)
    expect(stdout()).toBe('')
    expect(stderr()).toBe(`✓ ${engine} is logged in to quay.io as ${idOf(1)}\n`)
  })

  it('is the registry in use', async () => {
    const setup = login('docker', `login r.example:5000 --username ${username} --password-stdin`)
    const { context } = await apiContext({}, loginTo('r.example:5000', setup))
    expect(await run(options(), context)).toBe(0)
  })

  it('is the secret without the white space around it', async () => {
    const { context } = await apiContext({}, { ...login('docker', dockerLine), stdin: `\n ${SECRET}\r\n` })
    expect(await run(options(), context)).toBe(0)
  })

  it('leaves TLS out for a loopback registry when asked', async () => {
    const line = `login --username ${username} --password-stdin --tls-verify=false 127.0.0.1:5000`
    const { context } = await apiContext({}, loginTo('127.0.0.1:5000', login('podman', line)))
    expect(await run(options({ tlsVerify: false }), context)).toBe(0)
  })
})

describe('the credential', () => {
  it.each([idOf(1), username, idOf(1).toUpperCase()])(
    'needs no request and no API key when it is whole: %s',
    async (credential) => {
      const setup = { ...login('docker', dockerLine), env: { DEEPGRAM_API_KEY: '', DEEPGRAM_PROJECT_ID: '' } }
      const { context, requests } = await apiContext({}, setup)
      expect(await run(options({ credential }), context)).toBe(0)
      expect(requests).toEqual([])
    },
  )

  it('is looked up when only its start is given', async () => {
    const { context } = await apiContext(list, login('docker', dockerLine))
    expect(await run(options({ credential: '00000001' }), context)).toBe(0)
  })

  it('is picked on a terminal, before its secret is asked for', async () => {
    const { context } = await apiContext(list, {
      ...login('docker', dockerLine),
      isTTY: true,
      questions: [
        { pick: 'Which credential should docker log in with?', answer: (names) => names[0] ?? '' },
        { secret: 'Secret of Number 1 (00000001):', answer: SECRET },
      ],
    })
    await (await context.settingsFile()).changeProfile('default', { store_typed: 'never' })
    expect(await run(options({ credential: undefined, secretStdin: false }), context)).toBe(0)
  })
})

describe('what is told of a login', () => {
  it.each(['json', 'yaml'])('is data on stdout with -o %s', async (output) => {
    const { context, stdout, stderr } = await apiContext(
      {},
      { ...login('docker', dockerLine), flags: { output } },
    )
    expect(await run(options(), context)).toBe(0)
    expect(stdout()).toMatch(/engine"?: "?docker[\s\S]*registry"?: "?quay\.io[\s\S]*username"?: "?deepgram\+/)
    expect(stderr()).toBe('')
  })

  it("turns docker's warning of plain text into one that says what to do", async () => {
    const warning =
      "\nWARNING! Your credentials are stored unencrypted in '/home/ada/.docker/config.json'.\nConfigure a credential helper to remove this warning.\n"
    const { context, stderr } = await apiContext({}, login('docker', dockerLine, { stderr: warning }))
    expect(await run(options(), context)).toBe(0)
    expect(stderr()).toContain(
      '! docker keeps the secret unencrypted in /home/ada/.docker/config.json; to keep it in your store: dgsh helper install',
    )
    expect(stderr()).not.toContain('WARNING')
  })

  it('is never the secret, also with --debug', async () => {
    const setup = {
      ...login('docker', dockerLine, { stdout: SECRET, stderr: SECRET }),
      flags: { debug: true },
    }
    const { context, stdout, stderr } = await apiContext(list, setup)
    expect(await run(options({ credential: '00000001' }), context)).toBe(0)
    expect(stderr()).toContain('debug: ')
    expect(stdout() + stderr()).not.toContain(SECRET)
  })
})
