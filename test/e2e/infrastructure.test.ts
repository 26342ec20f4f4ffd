import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { startApiServer } from '../helpers/api-server.ts'
import {
  CLOSED_IMAGE,
  type DeepgramRegistry,
  OPEN_IMAGE,
  startDeepgramRegistry,
} from '../helpers/deepgram-registry.ts'
import { fakePrograms } from '../helpers/fake-engine.ts'
import { TINY_FILE } from '../helpers/image.ts'
import { describeWith } from '../helpers/parts.ts'
import { watchProcesses } from '../helpers/process-watch.ts'
import { type Quay, startQuay } from '../helpers/quay.ts'
import { runProgram, succeed } from '../helpers/run-program.ts'
import { filesThatHold, holds } from '../helpers/sentinel.ts'
import { traceExecutions } from '../helpers/strace.ts'
import { temporaryHome } from '../helpers/temporary.ts'
import { openTerminal } from '../helpers/terminal.ts'

// What the other end-to-end tests stand on, without dgsh: each part really does what they take it to do.

describeWith(
  ['docker', 'docker-registry', 'skopeo', 'openssl'],
  'the registry with token authentication',
  () => {
    let registry: DeepgramRegistry
    beforeAll(async () => {
      registry = await startDeepgramRegistry()
    })

    const logIn = (secret: string, env: Record<string, string>) =>
      runProgram(
        [
          'docker',
          'login',
          registry.host,
          '--username',
          `deepgram+${registry.sandbox.credentialId}`,
          '--password-stdin',
        ],
        { env, input: secret },
      )
    const pull = (image: string, home: ReturnType<typeof temporaryHome>) =>
      runProgram(
        [
          ...['skopeo', 'copy', '--insecure-policy', '--src-tls-verify=false'],
          ...['--authfile', join(home.dockerConfig, 'config.json')],
          ...[`docker://${registry.host}/${image}`, `dir:${join(home.path, 'image')}`],
        ],
        { env: home.env },
      )

    it('lets docker log in and skopeo pull what the credential opens', async () => {
      const home = temporaryHome()
      expect(await logIn(registry.sandbox.secret, home.env)).toMatchObject({
        code: 0,
        stdout: 'Login Succeeded\n',
      })
      expect(await pull(OPEN_IMAGE, home)).toMatchObject({ code: 0 })
      const { layers } = JSON.parse(readFileSync(join(home.path, 'image', 'manifest.json'), 'utf8'))
      const layer = join(home.path, 'image', layers[0].digest.replace('sha256:', ''))
      expect(await succeed(['tar', '-xOf', layer, TINY_FILE.name], { env: home.env })).toBe(TINY_FILE.content)
    })

    it('refuses what the credential does not open, and what nobody logged in for', async () => {
      const home = temporaryHome()
      expect(await pull(OPEN_IMAGE, home)).toMatchObject({ code: 1 })
      await logIn(registry.sandbox.secret, home.env)
      expect(await pull(CLOSED_IMAGE, home)).toMatchObject({ code: 1 })
    })

    it('refuses a wrong secret in the words of the token endpoint', async () => {
      const { code, stderr } = await logIn('WRONG', temporaryHome().env)
      expect(code).toBe(1)
      expect(stderr).toContain('and supplied password')
    })
  },
)

describeWith(['docker', 'docker-registry', 'skopeo', 'openssl'], 'the name quay.io', () => {
  let quay: Quay
  beforeAll(async () => {
    quay = await startQuay()
  })

  const logIn = (env: Record<string, string>) =>
    runProgram(
      [
        'docker',
        'login',
        'quay.io',
        '--username',
        `deepgram+${quay.registry.sandbox.credentialId}`,
        '--password-stdin',
      ],
      { env: { ...temporaryHome().env, ...env }, input: quay.registry.sandbox.secret },
    )

  it('can be logged in to, through the proxy and over TLS', async () => {
    const before = quay.proxy.asked.length
    expect(await logIn(quay.environment)).toMatchObject({ code: 0 })
    expect(new Set(quay.proxy.asked.slice(before))).toEqual(new Set(['quay.io:443']))
  })

  it('is not trusted without its authority', async () => {
    const { code, stderr } = await logIn({ HTTPS_PROXY: quay.proxy.url })
    expect(code).toBe(1)
    expect(stderr).toContain('x509')
  })

  it('is behind a proxy that may want a login', async () => {
    const { SSL_CERT_FILE } = quay.environment
    const url = new URL(quay.strictProxy.url)
    const refused = await logIn({ SSL_CERT_FILE, HTTPS_PROXY: `http://${url.host}` })
    expect(refused.stderr).toContain('Proxy Authentication Required')
    expect(await logIn({ SSL_CERT_FILE, HTTPS_PROXY: url.href })).toMatchObject({ code: 0 })
  })

  it('stands alone: the proxy leads nowhere else', async () => {
    const { stderr } = await runProgram(
      ['docker', 'login', 'registry.invalid', '-u', 'a', '--password-stdin'],
      {
        env: { ...temporaryHome().env, ...quay.environment },
        input: 'b',
      },
    )
    expect(stderr).toContain('Forbidden')
  })
})

describeWith(['tmux'], 'the terminal', () => {
  it('runs a program, takes keys, and tells how it ended', async () => {
    const terminal = await openTerminal({
      argv: [
        'sh',
        '-c',
        'printf "size: "; stty size; printf "name? "; read -r name; echo "hello $name"; exit 7',
      ],
      env: temporaryHome().env,
      columns: 61,
      rows: 20,
    })
    expect(await terminal.waitFor('name?')).toContain('size: 20 61')
    await terminal.type('C-c is text here')
    await terminal.press('Enter')
    await terminal.waitFor('hello C-c is text here')
    expect(await terminal.waitForEnd()).toMatchObject({
      code: 7,
      settings: expect.stringContaining(' echo '),
    })
  })

  it('keeps colours, long lines and what scrolled away', async () => {
    const terminal = await openTerminal({
      argv: ['sh', '-c', 'printf "\\033[31mred\\033[0m\\n"; printf "%090d\\n" 5; seq 100; sleep 60'],
      env: temporaryHome().env,
      columns: 60,
      rows: 20,
    })
    const lines = (await terminal.waitFor(/^100$/m)).split('\n')
    expect(lines).toHaveLength(102)
    expect(lines[1]).toHaveLength(90)
    expect(await terminal.coloredText()).toContain('\u001b[31mred')
    await terminal.press('C-c')
    expect(await terminal.waitForEnd()).toMatchObject({ code: 130 })
  })
})

describe('a fake engine', () => {
  it('records its calls and behaves as told', async () => {
    const fakes = fakePrograms()
    fakes.add('docker', { stdout: "it's out", stderr: 'err', exit: 3 })
    const call = (input: string) =>
      runProgram([join(fakes.directory, 'docker'), 'login', 'a b', ''], { env: { A: 'x=y' }, input })
    expect(await call('one')).toMatchObject({ code: 3, stdout: "it's out", stderr: 'err' })
    await call('two\n')
    expect(fakes.calls('docker')).toMatchObject([
      { argv: ['login', 'a b', ''], stdin: 'one', environment: { A: 'x=y' } },
      { stdin: 'two\n' },
    ])
    expect(fakes.calls('podman')).toEqual([])
  })
})

describe('the scripted API', () => {
  it('answers by script', async () => {
    const api = await startApiServer({
      'GET /a': [{ status: 500, body: 'no' }, { body: { yes: true } }],
      'GET /half': { truncated: '{"a":' },
      'GET /gone': 'close',
    })
    expect((await fetch(`${api.url}/a`)).status).toBe(500)
    expect(await (await fetch(`${api.url}/a`)).json()).toEqual({ yes: true })
    await expect(fetch(`${api.url}/half`).then((answer) => answer.text())).rejects.toThrow()
    await expect(fetch(`${api.url}/gone`)).rejects.toThrow()
    expect(api.requests.map(({ path }) => path)).toEqual(['/a', '/a', '/half', '/gone'])
  })
})

describe('the search for a secret', () => {
  const secret = 'SENTINEL-SECRET-0123456789'
  it.each([
    ['plain', `a ${secret} b`],
    ['as hexadecimal', Buffer.from(secret).toString('hex')],
    ['in base64, at the start of a group', Buffer.from(`abc${secret}xyz`).toString('base64')],
    ['in base64, one byte later', Buffer.from(`abcd${secret}xyz`).toString('base64')],
    ['in base64, two bytes later', Buffer.from(`abcde${secret}`).toString('base64url')],
  ])('finds it %s', (_, text) => {
    expect(holds(text, secret)).toBe(true)
  })

  it('finds nothing in other texts', () => {
    expect(holds(Buffer.from('something that is long enough to hold it').toString('base64'), secret)).toBe(
      false,
    )
  })

  it('finds the files', async () => {
    const { path, env } = temporaryHome()
    await succeed(['sh', '-c', 'mkdir -p "$HOME/a/.b" && cat >"$HOME/a/.b/c"'], { env, input: secret })
    expect(filesThatHold(path, secret)).toEqual([join(path, 'a', '.b', 'c')])
  })
})

describe.skipIf(!existsSync('/proc/self/cmdline'))('the watch on processes', () => {
  it('sees a command line', async () => {
    const { env } = temporaryHome()
    const { commandLines } = await watchProcesses(() =>
      succeed(['sh', '-c', 'sleep 0.3; : SENTINEL'], { env }),
    )
    expect(commandLines.some((line) => line.includes('SENTINEL'))).toBe(true)
  })
})

describeWith(['strace'], 'the trace of executions', () => {
  it('sees every program with its arguments and environment', async () => {
    const { env } = temporaryHome()
    const { result, executions } = await traceExecutions(
      ['/bin/sh', '-c', '/bin/echo "quo\\"ted" ü; B="x y" /bin/true [1]; exit 4'],
      { env: { ...env, A: '1' } },
    )
    expect(result).toMatchObject({ code: 4, stdout: 'quo"ted ü\n' })
    expect(executions.map(({ argv }) => argv[0])).toEqual(['/bin/sh', '/bin/echo', '/bin/true'])
    expect(executions[1]?.argv[1]).toBe('quo"ted')
    expect(executions[2]).toMatchObject({ argv: ['/bin/true', '[1]'] })
    expect(executions[2]?.environment).toEqual(expect.arrayContaining(['A=1', 'B=x y']))
  })
})
