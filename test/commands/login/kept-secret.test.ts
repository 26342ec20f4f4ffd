import { describe, expect, it } from 'vitest'
import { run } from '../../../src/commands/login/login.ts'
import { DgshError } from '../../../src/errors.ts'
import { ENGINE_LIMITS } from '../../helpers/context.ts'
import { memoryStore } from '../../helpers/memory-store.ts'
import { idOf, listEntry, SECRET } from '../../helpers/samples.ts'
import {
  LIST,
  type LifecycleSetup,
  lifecycleContext,
  listOf,
  replacing,
} from '../../helpers/scripted-lifecycle.ts'
import { errorOf } from '../../helpers/thrown.ts'

const username = `deepgram+${idOf(1)}`
const options = { credential: idOf(1), engine: undefined, secretStdin: false, tlsVerify: true }
const logsIn = (input = SECRET): LifecycleSetup => ({
  engines: ['docker'],
  exec: (pathOf) => {
    const args = ['login', 'quay.io', '--username', username, '--password-stdin']
    return [{ request: { file: pathOf('docker'), args, input, ...ENGINE_LIMITS } }]
  },
})
const failing = (error: Error) =>
  memoryStore(
    {},
    {
      get: async () => {
        throw error
      },
    },
  )

describe('the secret in the store', () => {
  it.each([false, true])('is taken without a question (terminal: %s)', async (isTTY) => {
    const { context, requests, stderr } = await lifecycleContext(
      isTTY ? { [LIST]: listOf(listEntry(1)) } : {},
      { ...logsIn(), isTTY, secrets: { 1: SECRET } },
    )
    expect(await run(options, context)).toBe(0)
    expect(requests).toHaveLength(isTTY ? 1 : 0)
    expect(stderr()).toContain(`as ${isTTY ? 'Number 1 (00000001)' : idOf(1)}\n`)
  })

  it('is that of the credential that was found', async () => {
    const script = { [LIST]: listOf(listEntry(1), listEntry(2)) }
    const setup = { ...logsIn(), secrets: { 1: SECRET, 2: 'OF-ANOTHER' } }
    const { context } = await lifecycleContext(script, setup)
    expect(await run({ ...options, credential: '00000001' }, context)).toBe(0)
  })

  it('goes behind one that is piped in', async () => {
    const piped = 'PIPEDPIPEDPIPED0'.repeat(4)
    const { context } = await lifecycleContext({}, { ...logsIn(piped), stdin: piped, secrets: { 1: SECRET } })
    expect(await run({ ...options, secretStdin: true }, context)).toBe(0)
  })

  it('is never shown, also with --debug', async () => {
    const result = { stdout: SECRET, stderr: SECRET }
    const setup: LifecycleSetup = {
      ...logsIn(),
      exec: (pathOf) => (logsIn().exec?.(pathOf) ?? []).map((expected) => ({ ...expected, result })),
      secrets: { 1: SECRET },
      flags: { debug: true },
    }
    const { context, stdout, stderr } = await lifecycleContext({}, setup)
    expect(await run(options, context)).toBe(0)
    expect(stdout() + stderr()).not.toContain(SECRET)
  })
})

describe('a store that does not work', () => {
  const locked = new DgshError('store_locked', 'the store is locked', { hint: 'unlock it' })

  it('ends the login off a terminal', async () => {
    const { context } = await lifecycleContext({}, { engines: ['docker'] })
    const broken = replacing(context, { stores: { chosen: async () => failing(locked) } })
    expect(await errorOf(() => run(options, broken))).toBe(locked)
  })

  it('is noted on a terminal, and the secret asked for', async () => {
    const questions = [{ secret: 'Secret of Number 1 (00000001):', answer: SECRET }]
    const { context, stderr } = await lifecycleContext(
      { [LIST]: listOf(listEntry(1)) },
      { ...logsIn(), isTTY: true, questions },
    )
    await (await context.settingsFile()).changeProfile('default', { store_typed: 'never' })
    const broken = replacing(context, { stores: { chosen: async () => failing(locked) } })
    expect(await run(options, broken)).toBe(0)
    expect(stderr()).toContain('note: the store is locked\n')
  })

  it('does not hide a bug', async () => {
    const { context } = await lifecycleContext({}, { engines: ['docker'], isTTY: true })
    const broken = replacing(context, { stores: { chosen: async () => failing(new TypeError('bug')) } })
    await expect(run(options, broken)).rejects.toThrow('bug')
  })

  it('is not asked when the secret is piped in', async () => {
    const { context } = await lifecycleContext({}, { ...logsIn(), stdin: SECRET })
    const broken = replacing(context, { stores: { chosen: async () => failing(locked) } })
    expect(await run({ ...options, secretStdin: true }, broken)).toBe(0)
  })
})
