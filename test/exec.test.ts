import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { keepBeginning, type ProcessGroups, runProgram } from '../src/exec.ts'
import type { ExecRequest } from '../src/ports.ts'
import { temporaryDirectory } from './helpers/temporary.ts'

const PATH = process.env.PATH ?? ''

function exec(request: ExecRequest, env: Record<string, string> = {}, signal = new AbortController().signal) {
  return runProgram(request, { env: { PATH, ...env }, signal, groups })
}

const groups: ProcessGroups = {
  signal(leader, name) {
    try {
      return process.kill(-leader, name)
    } catch {
      return false
    }
  },
  atExit: () => () => {},
}

const shell = (script: string): ExecRequest => ({ file: 'sh', args: ['-c', script] })

describe('runProgram', () => {
  it('gives what the program printed, on both streams, with its last line break', async () => {
    expect(await exec(shell('echo out; echo err >&2'))).toEqual({
      exitCode: 0,
      signal: undefined,
      stdout: 'out\n',
      stderr: 'err\n',
      startError: undefined,
    })
  })

  it('gives the exit code of a program that fails', async () => {
    expect(await exec(shell('exit 7'))).toMatchObject({ exitCode: 7, startError: undefined })
  })

  it.each(['', 'a', 'no line break is added', 'lines\nand 東京\n', 'x'.repeat(300_000)])(
    'gives the input to the program as it is (%#)',
    async (input) => {
      expect((await exec({ file: 'cat', args: [], input })).stdout).toBe(input)
    },
  )

  it('closes the standard input when there is no input', async () => {
    expect(await exec({ file: 'cat', args: [] })).toMatchObject({ exitCode: 0, stdout: '' })
  })

  it('survives a program that does not read its input', async () => {
    const result = await exec({ ...shell('exec 0<&-; exit 3'), input: 'x'.repeat(1_000_000) })
    expect(result).toMatchObject({ exitCode: 3, startError: undefined })
  })

  it('passes each argument on as it is: there is no shell in between', async () => {
    const args = ['%s\n', '$HOME', '; exit 1', '*', "it's", '']
    expect((await exec({ file: 'printf', args })).stdout).toBe("$HOME\n; exit 1\n*\nit's\n\n")
  })
})

describe('the environment of a program', () => {
  it('is that of dgsh without the API key and the sandbox secret, and with what is added', async () => {
    const env = {
      KEPT: 'yes',
      DEEPGRAM_API_KEY: 'key',
      DGSH_SANDBOX_SECRET: 'secret',
      DEEPGRAM_PROJECT_ID: 'p',
    }
    const { stdout } = await exec({ file: 'env', args: [], env: { ADDED: 'too' } }, env)
    const names = stdout.split('\n').map((line) => line.split('=')[0])
    expect(names).toEqual(expect.arrayContaining(['KEPT', 'ADDED', 'PATH', 'DEEPGRAM_PROJECT_ID']))
    expect(stdout).not.toMatch(/DEEPGRAM_API_KEY|DGSH_SANDBOX_SECRET|key|secret/)
  })

  it('has the API key only where the request itself brings it', async () => {
    const { stdout } = await exec(
      { file: 'env', args: [], env: { DEEPGRAM_API_KEY: 'mine' } },
      { DEEPGRAM_API_KEY: 'other' },
    )
    expect(stdout).toContain('DEEPGRAM_API_KEY=mine\n')
  })

  it('has nothing of the process that is not handed over', async () => {
    expect((await exec({ file: 'env', args: [] })).stdout).toBe(`PATH=${PATH}\n`)
  })
})

describe('a program that cannot be started', () => {
  it('is told by ENOENT when it is not there', async () => {
    expect(await exec({ file: '/nowhere/docker', args: [], input: 'secret' })).toMatchObject({
      exitCode: undefined,
      signal: undefined,
      startError: 'ENOENT',
    })
  })

  it('is told by EACCES when it may not be run', async () => {
    const file = join(temporaryDirectory(), 'docker')
    writeFileSync(file, '#!/bin/sh\n')
    chmodSync(file, 0o644)
    expect((await exec({ file, args: [] })).startError).toBe('EACCES')
  })

  it('is told by ENOENT when its interpreter is not there', async () => {
    const file = join(temporaryDirectory(), 'docker')
    writeFileSync(file, '#!/nowhere/interpreter\n')
    chmodSync(file, 0o755)
    expect((await exec({ file, args: [] })).startError).toBe('ENOENT')
  })
})

describe('a signal', () => {
  it('that ends the program is told by name', async () => {
    expect(await exec(shell('kill -KILL $$'))).toMatchObject({
      exitCode: undefined,
      signal: 'SIGKILL',
      startError: undefined,
    })
  })

  it('for dgsh ends the program', async () => {
    const controller = new AbortController()
    const running = exec(shell('exec sleep 600'), {}, controller.signal)
    controller.abort(new Error('interrupted'))
    expect(await running).toMatchObject({ exitCode: undefined, signal: 'SIGTERM' })
  })
})

describe('a program that runs until it is done', () => {
  it('is not ended by a signal for dgsh', async () => {
    const controller = new AbortController()
    const running = exec({ ...shell('sleep 0.3; echo done'), untilDone: true }, {}, controller.signal)
    controller.abort(new Error('interrupted'))
    expect(await running).toMatchObject({ exitCode: 0, stdout: 'done\n' })
  })

  it('is not in the process group that a terminal sends Ctrl-C to', async () => {
    const group = shell('ps -o pgid= -p $$')
    const [own, other] = [await exec(group), await exec({ ...group, untilDone: true })]
    expect(own.stdout).not.toBe('')
    expect(other.stdout).not.toBe(own.stdout)
  })

  it('has its time', async () => {
    const request = { ...shell('exec sleep 20'), untilDone: true, timeoutMs: 200 }
    expect(await exec(request)).toMatchObject({ timedOut: true })
  })
})

describe('a program whose time is over', () => {
  it.each([
    ['that sleeps', 'exec sleep 20'],
    ['that does not heed SIGTERM', "trap '' TERM; while :; do sleep 1; done"],
    ['with a child that holds its pipes', 'sleep 20'],
  ])('%s is killed', async (_, script) => {
    const started = Date.now()
    expect(await exec({ ...shell(script), input: 'x', timeoutMs: 200 })).toEqual({
      exitCode: undefined,
      signal: 'SIGKILL',
      stdout: '',
      stderr: '',
      startError: undefined,
      timedOut: true,
    })
    expect(Date.now() - started).toBeLessThan(5000)
  })

  it('is not one that ended before', async () => {
    expect(await exec({ ...shell('echo in time'), timeoutMs: 10_000 })).not.toHaveProperty('timedOut')
  })
})

describe('a program with a group of its own', () => {
  /** A program that starts another, which writes its process id and then does not end by itself. */
  const wrapper = (file: string, inner: string): ExecRequest => ({
    ...shell(`(${inner}; echo $$ >&2; exec sh -c 'echo $$ > ${file}; exec sleep 600') & wait`),
    ownGroup: true,
  })
  const isRunning = (file: string) => groups.signal(-Number(readFileSync(file, 'utf8')), 0)

  it.each([
    ['that heeds SIGTERM', 'true'],
    ['that does not', "trap '' TERM"],
  ])('ends with what it has started when dgsh is told to end: %s', async (_, inner) => {
    const file = join(temporaryDirectory(), 'pid')
    const controller = new AbortController()
    const running = exec(wrapper(file, inner), {}, controller.signal)
    await expect.poll(() => existsSync(file) && readFileSync(file, 'utf8'), { timeout: 10_000 }).toMatch(/\n/)
    const started = Date.now()
    controller.abort(new Error('terminated'))
    expect(await running).toMatchObject({ exitCode: undefined, signal: 'SIGTERM' })
    expect(Date.now() - started).toBeLessThan(4000)
    await expect.poll(() => isRunning(file), { timeout: 4000 }).toBe(false)
  })

  it('ends with what it has started when its time is over', async () => {
    const file = join(temporaryDirectory(), 'pid')
    const request = { ...wrapper(file, "trap '' TERM"), timeoutMs: 1500 }
    expect(await exec(request)).toMatchObject({ timedOut: true })
    await expect.poll(() => isRunning(file), { timeout: 4000 }).toBe(false)
  })

  it('leaves alone what it has started when it ends by itself', async () => {
    const file = join(temporaryDirectory(), 'pid')
    const script = `sh -c 'echo $$ > ${file}; exec sleep 3' >/dev/null 2>&1 & sleep 0.5`
    expect(await exec({ ...shell(script), ownGroup: true })).toMatchObject({ exitCode: 0 })
    expect(isRunning(file)).toBe(true)
  })
})

describe('a program that has ended', () => {
  it.each([true, false])(
    'is not waited for because a child holds its pipes (own group: %s)',
    async (ownGroup) => {
      const started = Date.now()
      const result = await exec({ ...shell('echo out; echo err >&2; sleep 20 & exit 3'), ownGroup })
      expect(result).toMatchObject({ exitCode: 3, stdout: 'out\n', stderr: 'err\n', startError: undefined })
      expect(Date.now() - started).toBeLessThan(5000)
    },
  )

  it('gives all that it printed', async () => {
    const { stdout } = await exec(shell('head -c 3000000 /dev/zero'))
    expect(stdout).toHaveLength(3_000_000)
  })
})

describe('keepBeginning', () => {
  it.each([
    [['abc', 'de'], 10, 'abcde'],
    [['abc', 'de'], 4, 'abcd'],
    [['abc', 'de', 'f'], 3, 'abc'],
    [['abc'], 0, ''],
  ])('keeps of %j at most %i bytes: %j', (chunks, limit, kept) => {
    const { transform } = keepBeginning(limit)
    const all = chunks.flatMap((chunk) => [...transform(Buffer.from(chunk))])
    expect(Buffer.concat(all).toString()).toBe(kept)
  })
})

it('a program that prints more than is kept comes to its own end', async () => {
  const script =
    'const piece = "x".repeat(1 << 20); for (let n = 0; n < 110; n += 1) process.stdout.write(piece)'
  const options = { env: process.env, signal: new AbortController().signal }
  const result = await runProgram(
    { file: process.execPath, args: ['-e', `${script}; process.exitCode = 3`] },
    options,
  )
  expect(result).toMatchObject({ exitCode: 3, signal: undefined, startError: undefined })
  expect(result.stdout).toHaveLength(64 * 1024 * 1024)
})

describe("a command of the user's", () => {
  /** Runs a shell in the foreground of nobody, with a file as its output. */
  async function inForeground(script: string, { env = {}, signals = [] as NodeJS.Signals[] } = {}) {
    const file = join(temporaryDirectory(), 'output')
    let receive: ((name: NodeJS.Signals) => void) | undefined
    const controller = new AbortController()
    const running = runProgram(
      { ...shell(`exec >"$0"; ${script}`), args: ['-c', `exec >"$0"; ${script}`, file], foreground: true },
      {
        env: { PATH, ...env },
        signal: controller.signal,
        passSignals: (given) => {
          receive = given
          return () => {
            receive = undefined
          }
        },
      },
    )
    const output = () => (existsSync(file) ? readFileSync(file, 'utf8') : '')
    controller.abort(new Error('terminated'))
    if (signals.length > 0) await expect.poll(output, { timeout: 20_000 }).toContain('ready')
    for (const name of signals) receive?.(name)
    const result = await running
    return { result, output: output(), isListening: receive !== undefined }
  }

  it('has all of the environment', async () => {
    const env = { DEEPGRAM_API_KEY: 'key', DGSH_SANDBOX_SECRET: 'secret' }
    const { output } = await inForeground('echo "$DEEPGRAM_API_KEY $DGSH_SANDBOX_SECRET"', { env })
    expect(output).toBe('key secret\n')
  })

  it('gets the signals, is not ended by dgsh, and may take its time', async () => {
    const script = "trap 'echo got TERM; sleep 6; exit 5' TERM; echo ready; while :; do sleep 0.05; done"
    const { result, output, isListening } = await inForeground(script, { signals: ['SIGTERM'] })
    expect(result).toMatchObject({ exitCode: 5, signal: undefined, startError: undefined })
    expect(output).toBe('ready\ngot TERM\n')
    expect(isListening).toBe(false)
  })

  it('is ended by a signal that it does not heed', async () => {
    const { result } = await inForeground('echo ready; exec sleep 600', { signals: ['SIGHUP'] })
    expect(result).toMatchObject({ exitCode: undefined, signal: 'SIGHUP' })
  })
})
