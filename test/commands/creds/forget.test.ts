import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { record } from '../../../src/app/record.ts'
import { run } from '../../../src/commands/creds/forget.ts'
import { dockerHome } from '../../helpers/docker-home.ts'
import { operation } from '../../helpers/operations.ts'
import { CREDENTIALS_PATH, idOf, listAnswer, listEntry, SECRET } from '../../helpers/samples.ts'
import { type LifecycleSetup, lifecycleContext } from '../../helpers/scripted-lifecycle.ts'
import { temporaryDirectory } from '../../helpers/temporary.ts'
import { errorOf } from '../../helpers/thrown.ts'

/** A machine that stores two secrets. A request fails the test, unless there is a route for it. */
async function machine({ env, ...setup }: LifecycleSetup = {}, routes = {}) {
  const secrets = { 1: SECRET, 2: 'OTHER' }
  const made = await lifecycleContext(routes, { secrets, ...setup, env: { ...dockerHome().env, ...env } })
  const forget = (credential: string | undefined, { yes = false } = {}) =>
    run({ credential, yes }, made.context)
  const events = async () => (await (await made.context.history()).read()).entries
  return { ...made, forget, events, file: join(made.state, 'store.json') }
}

const ONLY = `the only copy of the secret of ${idOf(1)} that dgsh knows of`
const without = { [`secret:${idOf(2)}`]: 'OTHER' }

describe('dgsh creds forget', () => {
  it('removes the only copy with --yes, and says that the credential stays', async () => {
    const { forget, secrets, stdout, stderr, events, file, requests } = await machine()
    expect(await forget(idOf(1), { yes: true })).toBe(0)
    expect(secrets()).toEqual(without)
    expect([stdout(), requests]).toEqual(['', []])
    expect(stderr()).toBe(
      `✓ secret    of ${idOf(1)} removed from ${file}\n` +
        'note: this does not delete the credential; to delete it, too: dgsh creds delete 00000001\n',
    )
    expect(await events()).toMatchObject([
      { action: 'secret_forgotten', credential: idOf(1), detail: { store: 'file' } },
    ])
  })

  it('refuses to remove the only copy where nothing may be asked', async () => {
    const { forget, secrets, events } = await machine()
    expect(await errorOf(() => forget('00000001'))).toMatchObject({
      code: 'input_required',
      message: `refusing to remove ${ONLY} (prompts are disabled)`,
      hint: 'to remove it all the same: dgsh creds forget 00000001 --yes',
    })
    expect(secrets()).toMatchObject({ [`secret:${idOf(1)}`]: SECRET })
    expect(await events()).toEqual([])
  })

  it.each([
    [true, without],
    [false, { ...without, [`secret:${idOf(1)}`]: SECRET }],
  ])('asks before the only copy on a terminal, and does what the answer is: %s', async (answer, left) => {
    const confirm = `Remove ${ONLY}? Deepgram does not show it again.`
    const { forget, secrets } = await machine({ isTTY: true, questions: [{ confirm, answer }] })
    if (answer) expect(await forget('00000001')).toBe(0)
    else expect(await errorOf(() => forget('00000001'))).toMatchObject({ message: 'nothing was deleted' })
    expect(secrets()).toEqual(left)
  })

  it("does not ask when an engine's login has the same secret, and says so", async () => {
    const { forget, secrets, stderr } = await machine({ env: dockerHome(1, SECRET).env })
    expect(await forget(idOf(1))).toBe(0)
    expect(secrets()).toEqual(without)
    expect(stderr()).toContain('  docker    still has it: ~/.docker/config.json\n')
  })

  it("asks when an engine's login has another secret", async () => {
    const { forget } = await machine({ env: dockerHome(1, 'AN-OLDER-SECRET').env })
    expect(await errorOf(() => forget(idOf(1)))).toMatchObject({ code: 'input_required' })
  })

  it.each([
    [SECRET, 0],
    ['AN-OLDER-SECRET', 'input_required'],
  ])('counts what another registry has in the same store, if it is the same: %s', async (value, end) => {
    const { forget, context, stderr, file } = await machine()
    await (await context.stores.open('file')).all.set(`secret:${idOf(1)}@r.example`, value)
    if (end === 0) {
      expect(await forget(idOf(1))).toBe(0)
      expect(stderr()).toContain(`  store     still has it: ${file}\n`)
    } else expect(await errorOf(() => forget(idOf(1)))).toMatchObject({ code: end })
  })

  it('takes no login for a copy that docker-credential-dgsh gives out, and says that it ends', async () => {
    const home = dockerHome()
    writeFileSync(home.file, JSON.stringify({ credHelpers: { 'quay.io': 'dgsh' } }))
    const directory = temporaryDirectory()
    const program = join(directory, 'docker-credential-dgsh')
    writeFileSync(program, '', { mode: 0o755 })
    const { forget, stderr } = await machine({
      env: { ...home.env, PATH: directory },
      exec: () => [
        {
          request: { file: program, args: ['list'], input: 'unused', timeoutMs: 3000 },
          result: { stdout: JSON.stringify({ 'quay.io': `deepgram+${idOf(1)}` }) },
        },
      ],
    })
    expect(await forget(idOf(1), { yes: true })).toBe(0)
    expect(stderr()).toContain(
      `! docker    took its login from the store and has none now; to log in again: dgsh login ${idOf(1)} --engine docker\n`,
    )
  })

  it('does not offer to delete what is deleted', async () => {
    const { forget, context, stderr } = await machine()
    await record(context, { action: 'credential_deleted', credential: idOf(1) })
    await forget(idOf(1), { yes: true })
    expect(stderr()).not.toContain('creds delete')
  })

  it.each([
    ['what it was', idOf(3)],
    ['an unknown name', 'nothing'],
  ])('ends with an error for %s without a secret', async (_, text) => {
    const { forget, secrets } = await machine()
    expect(await errorOf(() => forget(text, { yes: true }))).toMatchObject({ code: 'secret_not_found' })
    expect(Object.keys(secrets())).toHaveLength(2)
  })

  it('takes a comment only where it asks', async () => {
    const { forget, context } = await machine()
    await record(context, { action: 'secret_stored', credential: idOf(1), comment: 'Frankfurt' })
    expect(await errorOf(() => forget('frankfurt', { yes: true }))).toMatchObject({
      code: 'usage',
      hint: `to name it by its id: dgsh creds forget ${idOf(1)} --yes`,
    })
  })

  it('takes a comment that only Deepgram knows, on a terminal', async () => {
    const confirm = expect.stringContaining('the only copy of the secret of Number 1 (00000001)')
    const list = { [`GET ${CREDENTIALS_PATH}`]: { body: listAnswer(listEntry(1), listEntry(2)) } }
    const { forget, secrets } = await machine({ isTTY: true, questions: [{ confirm, answer: true }] }, list)
    expect(await forget('number 1')).toBe(0)
    expect(secrets()).toEqual(without)
  })

  it('needs a name with --yes', async () => {
    const { forget } = await machine()
    expect(await errorOf(() => forget(undefined, { yes: true }))).toMatchObject({ code: 'usage' })
  })

  it('removes nothing from a store that can only be read', async () => {
    const { forget } = await machine({ store: 'command:print-it {name}' })
    expect(await errorOf(() => forget(idOf(1), { yes: true }))).toMatchObject({
      code: 'failed',
      message: 'dgsh only reads command:print-it {name}, and removes nothing there',
    })
  })

  it.each([
    ['rotation', operation({ step: 'delivering', created: idOf(1), old: idOf(2), id: 'left-0001' })],
    ['creation', operation({ kind: 'create', step: 'stored', created: idOf(1), old: undefined })],
  ])('leaves the secret of an unfinished %s where it is', async (kind, left) => {
    const { forget, secrets } = await machine({ operations: [left] })
    expect(await errorOf(() => forget(idOf(1), { yes: true }))).toMatchObject({
      code: 'failed',
      message: expect.stringContaining(`the ${kind} of `),
      hint: expect.stringMatching(/^to resume: dgsh creds /),
    })
    expect(Object.keys(secrets())).toHaveLength(2)
  })

  it('has what remains in JSON', async () => {
    const { forget, stdout } = await machine({
      env: dockerHome(1, SECRET).env,
      flags: { output: 'json' },
    })
    await forget(idOf(1))
    expect(JSON.parse(stdout())).toEqual({
      id: idOf(1),
      username: `deepgram+${idOf(1)}`,
      store: 'file',
      copies: [{ kind: 'docker', place: '~/.docker/config.json' }],
    })
  })
})
