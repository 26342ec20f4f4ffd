import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { dgshArgv, environmentOf, runDgsh, startDgsh, withoutRootsPower } from '../helpers/dgsh.ts'
import { expectEnd, openDgsh } from '../helpers/dgsh-terminal.ts'
import { expectError } from '../helpers/expect-error.ts'
import { type LenderHome, lenderHome } from '../helpers/lender.ts'
import { knownCredential } from '../helpers/lifecycle.ts'
import { describeWith } from '../helpers/parts.ts'
import { filesThatHold, holds } from '../helpers/sentinel.ts'
import { traceExecutions } from '../helpers/strace.ts'

const ONE = knownCredential('8b1f4d07-6c2e-4a95-b3d8-50e7c9a1f264')
const TWO = knownCredential('2e90c5ab-1d73-4f68-8b04-e3f7a6d9125c')
const STORE = join('.local', 'state', 'dgsh', 'store.json')

const homeOf = () => lenderHome('quay.io', [ONE, TWO])

/** A command that says its process id in a file when it is ready. */
const ready = (rest: string, first: string) => ['sh', '-c', `${first}; echo $$ >new && mv new ready; ${rest}`]

/** Starts such a command, and waits until it is ready. */
async function started(home: LenderHome, rest: string, first = ':') {
  const running = startDgsh(['exec', ONE.id, '--', ...ready(rest, first)], { home })
  const file = join(home.path, 'ready')
  await expect.poll(() => existsSync(file), { timeout: 50_000 }).toBe(true)
  return { ...running, command: Number(readFileSync(file, 'utf8')) }
}

function expectNothingLeft(home: LenderHome): void {
  expect(home.lent()).toEqual([])
  expect(filesThatHold(home.path, ONE.secret)).toEqual([join(home.path, STORE)])
}

describe('the end of the command', () => {
  it.each([
    ['exit 0', 0],
    ['exit 7', 7],
    ['kill -TERM $$', 143],
    ['kill -KILL $$', 137],
    ['exit 255', 255],
  ])('after %s is that of dgsh: %i', async (script, code) => {
    const home = homeOf()
    expect(await runDgsh(['exec', ONE.id, '--', 'sh', '-c', script], { home })).toEqual({
      ...{ code, signal: null, stdout: '', stderr: '' },
    })
    expectNothingLeft(home)
  })

  it('has codes of its own for one that cannot be run, as a shell does', async () => {
    const home = homeOf()
    writeFileSync(join(home.path, 'no-program'), 'text')
    for (const [argv, code] of [
      [['no-such-command', '-x'], 'command_missing'],
      [['./nowhere/x'], 'command_missing'],
      [[''], 'command_missing'],
      [['./no-program'], 'command_unusable'],
      [['/'], 'command_unusable'],
    ] as const) {
      expectError(await runDgsh(['exec', ONE.id, '--', ...argv], { home }), {
        code,
        message: argv[0],
        hint: ': ',
      })
      expectError(await runDgsh(['sandbox', '--', ...argv], { home }), { code, message: argv[0], hint: ': ' })
      expectNothingLeft(home)
    }
  })

  it('comes with its input, its output, and its words as they are', async () => {
    const home = homeOf()
    const words = ['--', '-q', '', '$HOME', "it's", '--debug', '東京']
    const script = 'printf "<%s>" "$@"; cat; echo "$DEEPGRAM_API_KEY" >&2'
    const result = await runDgsh(['exec', ONE.id, '--', 'sh', '-c', script, 'sh', ...words], {
      ...{ home, input: 'from outside\n' },
      env: { DEEPGRAM_API_KEY: 'a-key-of-the-user' },
    })
    const stdout = `${words.map((word) => `<${word}>`).join('')}from outside\n`
    expect(result).toEqual({ code: 0, signal: null, stdout, stderr: 'a-key-of-the-user\n' })
  })
})

describeWith(['strace', 'docker'], 'every program that dgsh exec starts', () => {
  it('has the secret in no argv and in no environment, and only the command has the API key', async () => {
    const home = homeOf()
    const key = 'c0ffee09b4c2fa5836e0417bd9a2c85f3e6190db'
    const argv = dgshArgv(['exec', ONE.id, '--debug', '--', 'docker', 'context', 'ls'])
    const env = environmentOf(home, { DEEPGRAM_API_KEY: key })
    const { result, executions } = await traceExecutions(argv, { env })
    expect(result.code, result.stderr).toBe(0)
    const [, ...children] = executions
    expect(children.map((child) => child.argv.join(' '))).toContainEqual('docker context ls')
    for (const { argv: words, environment } of executions)
      expect([...words, ...environment].filter((word) => holds(word, ONE.secret))).toEqual([])
    const withKey = children.filter(({ environment }) => environment.some((word) => holds(word, key)))
    expect(withKey.map((child) => child.argv.join(' '))).toEqual(['docker context ls'])
    expect([ONE.secret, key].filter((value) => holds(result.stdout + result.stderr, value))).toEqual([])
    expectNothingLeft(home)
  })
})

describe('a signal for dgsh', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const)(
    '%s goes to the command, which decides what comes of it',
    async (signal) => {
      const home = homeOf()
      const running = await started(
        home,
        'while :; do sleep 0.05; done',
        `trap 'test -e "$DOCKER_CONFIG/config.json" && sleep 0.5 && echo done; exit 9' ${signal.slice(3)}`,
      )
      expect(home.lent()).toHaveLength(1)
      running.kill(signal)
      expect(await running.ended).toMatchObject({ code: 9, stdout: 'done\n', stderr: '' })
      expectNothingLeft(home)
    },
  )

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s ends a command that does not heed it with %i, and leaves no file', async (signal, code) => {
    const home = homeOf()
    const running = await started(home, 'exec sleep 600')
    running.kill(signal)
    expect(await running.ended).toMatchObject({ code, stderr: '' })
    expectNothingLeft(home)
  })

  it('goes on to a command that goes on', async () => {
    const home = homeOf()
    const running = await started(
      home,
      `while [ "$(grep -c again said 2>/dev/null)" != 2 ]; do sleep 0.05; done; exit 3`,
      "trap 'echo again >>said' TERM",
    )
    running.kill('SIGTERM')
    await expect.poll(() => existsSync(join(home.path, 'said')), { timeout: 50_000 }).toBe(true)
    running.kill('SIGTERM')
    expect(await running.ended).toMatchObject({ code: 3 })
    expectNothingLeft(home)
  })
})

describe('what a dgsh that was killed has left', () => {
  it('is removed by the next one, and what another uses is not', async () => {
    const home = homeOf()
    const running = await started(home, 'exec sleep 600')
    const [used = ''] = home.lent()
    renameSync(join(home.path, 'ready'), join(home.path, 'former'))
    const killed = await started(home, 'exec sleep 600')
    const [left = ''] = home.lent().filter((name) => name !== used)
    // A process that stands still is there, too.
    running.kill('SIGSTOP')
    killed.kill('SIGKILL')
    // Nobody else ends it then.
    process.kill(killed.command, 'SIGKILL')
    await killed.ended
    expect(home.lent().sort()).toEqual([used, left].sort())
    const next = await runDgsh(['exec', TWO.id, '--debug', '--', 'true'], { home })
    expect(next.code, next.stderr).toBe(0)
    expect(next.stderr).toContain(`${left}, which a dgsh that was killed had left`)
    expect(home.lent()).toEqual([used])
    running.kill('SIGCONT')
    running.kill('SIGTERM')
    expect(await running.ended).toMatchObject({ code: 143 })
    expectNothingLeft(home)
  })

  it('does no harm where many remove it at once, each with a login of its own', async () => {
    const home = homeOf()
    home.write('.docker/config.json', { auths: { 'quay.io': { auth: 'b3duOm93bg==' } } })
    const killed = await started(home, 'exec sleep 600')
    killed.kill('SIGKILL')
    // Nobody else ends it then.
    process.kill(killed.command, 'SIGKILL')
    await killed.ended
    const before = home.readFiles()
    const [left = ''] = home.lent()
    // Each waits until all are there.
    const script =
      'touch "here-$0"; until [ "$(ls here-* | wc -l)" = 20 ]; do sleep 0.05; done; cat "$DOCKER_CONFIG/config.json"'
    const all = Array.from({ length: 20 }, (_, index) => {
      const { id, username, secret } = index % 2 === 0 ? ONE : TWO
      const ended = runDgsh(['exec', id, '--', 'sh', '-c', script, String(index)], { home })
      return { ended, auth: Buffer.from(`${username}:${secret}`).toString('base64') }
    })
    for (const { ended, auth } of all) {
      const { code, stdout, stderr } = await ended
      expect(code, stderr).toBe(0)
      expect(JSON.parse(stdout)).toEqual({ auths: { 'quay.io': { auth } } })
    }
    expectNothingLeft(home)
    const isOfTest = (name: string) => name.startsWith('here-') || name.includes(left)
    const files = (of: Record<string, string>) => Object.entries(of).filter(([name]) => !isOfTest(name))
    expect(files(home.readFiles())).toEqual(files(before))
  })
})

describeWith(['setpriv'], 'what the command leaves beside its login', () => {
  it.runIf(process.getuid?.() === 0)(
    'and belongs to another user is told of, and the login goes',
    async () => {
      const home = homeOf()
      const script = 'cd "$DOCKER_CONFIG" && mkdir other && touch other/file && chown 12345 other && exit 5'
      const wrapper = withoutRootsPower()
      const result = await runDgsh(['exec', ONE.id, '--', 'sh', '-c', script], { home, wrapper })
      const [left = ''] = home.lent()
      const path = join(home.env.XDG_RUNTIME_DIR ?? '', left)
      expect(result).toMatchObject({ code: 5, stdout: '' })
      expect(result.stderr).toContain(`cannot be removed (EACCES): sudo rm -r ${path}\n`)
      expect(readdirSync(path, { recursive: true }).sort()).toEqual([
        'docker',
        'docker/other',
        'docker/other/file',
      ])
    },
  )
})

describeWith(['tmux'], 'dgsh exec on a terminal', () => {
  it('leaves Ctrl-C to the command, which gets it once', async () => {
    const home = homeOf()
    const script = "trap 'echo got >>got' INT; echo waiting; sleep 600; sleep 1; cat got; exit 4"
    const terminal = await openDgsh(['exec', ONE.id, '--', 'sh', '-c', `cd "$HOME"; ${script}`], { home })
    await terminal.waitFor('waiting')
    await terminal.press('C-c')
    await expectEnd(terminal, 4)
    expect(readFileSync(join(home.path, 'got'), 'utf8')).toBe('got\n')
    expectNothingLeft(home)
  })

  it('asks for a secret that is nowhere, and then leaves the terminal to the command', async () => {
    const home = lenderHome('quay.io', [])
    const script =
      'echo your turn; read -r line; echo "read: $line"; grep -c auth "$DOCKER_CONFIG/config.json"'
    const terminal = await openDgsh(['exec', ONE.id, '--', 'sh', '-c', script], { home })
    await terminal.waitFor('Secret of')
    await terminal.type(ONE.secret)
    await terminal.press('Enter')
    await terminal.waitFor('your turn')
    await terminal.type('a line')
    await terminal.press('Enter')
    const text = await expectEnd(terminal, 0)
    expect(text).toMatch(/read: a line\s+1/)
    expect(text).not.toContain(ONE.secret)
    expect(home.lent()).toEqual([])
  })
})
