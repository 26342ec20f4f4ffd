import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { describe, expect, it } from 'vitest'
import { describeRunner, isOfThisHost, isRunning, type Processes } from '../../src/journal/runner.ts'
import { atEnd } from '../helpers/cleanup.ts'

const here: Processes = {
  own: process.pid,
  exists(pid) {
    try {
      return process.kill(pid, 0)
    } catch {
      return false
    }
  },
}
const onLinux = existsSync('/proc/self/stat')

async function startSleeper(command = 'exec sleep 60') {
  const child = spawn('/bin/sh', ['-c', command], { stdio: 'ignore' })
  await once(child, 'spawn')
  atEnd(() => void child.kill('SIGKILL'))
  return { child, pid: child.pid as number }
}

describe('describeRunner', () => {
  it('names process, machine and, on Linux, when it began', () => {
    const { pid, host, since } = describeRunner(here)
    expect({ pid, host }).toEqual({ pid: process.pid, host: hostname() })
    expect(since).toMatch(onLinux ? /^[0-9a-f-]{36} \d+$/ : /^$/)
  })

  it('does not know when a process began that is not there', () => {
    expect(describeRunner({ ...here, own: 2 ** 30 }).since).toBe('')
  })
})

describe('isOfThisHost', () => {
  const own = describeRunner(here)

  it.each([
    [true, own],
    [true, { ...own, namespace: undefined }],
    [false, { ...own, host: 'elsewhere.example' }],
  ])('is %s of %j', (is, runner) => {
    expect(isOfThisHost(runner)).toBe(is)
  })

  it.runIf(onLinux)('is false of another container with the same name', () => {
    expect(isOfThisHost({ ...own, namespace: 'pid:[1]' })).toBe(false)
  })
})

describe('isRunning', () => {
  const own = describeRunner(here)

  it('is true of this process, and of another that is there', async () => {
    const { pid } = await startSleeper()
    expect(isRunning(own, here)).toBe(true)
    expect(isRunning(describeRunner({ ...here, own: pid }), here)).toBe(true)
  })

  it('is false of a process that has ended', async () => {
    const { child, pid } = await startSleeper()
    const runner = describeRunner({ ...here, own: pid })
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(isRunning(runner, here)).toBe(false)
  })

  it('believes the id alone where it is not known when the process began', () => {
    expect(isRunning({ ...own, since: '' }, here)).toBe(true)
  })

  it.runIf(onLinux)('is false when the id belongs to another process by now', () => {
    expect(isRunning({ ...own, since: own.since.replace(/\d+$/, '1') }, here)).toBe(false)
  })

  it.runIf(onLinux)('is false when the machine was started anew', () => {
    expect(isRunning({ ...own, since: `another-boot ${own.since.split(' ')[1]}` }, here)).toBe(false)
  })

  it.runIf(onLinux)('is false of a process that has ended and that nobody has asked after', async () => {
    // The shell becomes a program that never asks after the one that it started.
    const { pid } = await startSleeper('sleep 0.1 & exec sleep 60')
    const children = () => readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
    await expect.poll(children).not.toBe('')
    const runner = describeRunner({ ...here, own: Number(children()) })
    expect(runner.since).not.toBe('')
    await expect.poll(() => readFileSync(`/proc/${runner.pid}/stat`, 'utf8')).toMatch(/\) Z /)
    expect(here.exists(runner.pid)).toBe(true)
    expect(isRunning(runner, here)).toBe(false)
  })
})

describe('isOfThisHost', () => {
  it('goes by the name of the machine', () => {
    expect(isOfThisHost(describeRunner(here))).toBe(true)
    expect(isOfThisHost({ ...describeRunner(here), host: `not-${hostname()}` })).toBe(false)
  })
})
