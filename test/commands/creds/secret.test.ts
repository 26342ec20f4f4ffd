import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { record } from '../../../src/app/record.ts'
import { run, type SecretOptions } from '../../../src/commands/creds/secret.ts'
import { dockerHome } from '../../helpers/docker-home.ts'
import { idOf, listEntry, SECRET } from '../../helpers/samples.ts'
import { LIST, type LifecycleSetup, lifecycleContext, listOf } from '../../helpers/scripted-lifecycle.ts'
import { temporaryDirectory } from '../../helpers/temporary.ts'
import { errorOf } from '../../helpers/thrown.ts'

const WITHOUT_KEY = { DEEPGRAM_API_KEY: '' }

/** A machine that stores the secret of the first credential, and has no network: a request fails the test. */
async function machine({ env, script = {}, ...setup }: LifecycleSetup & { script?: object } = {}) {
  const all = { secrets: { 1: SECRET }, ...setup, env: { ...dockerHome().env, ...env } }
  const made = await lifecycleContext(script as Parameters<typeof lifecycleContext>[0], all)
  const hand = (credential: string | undefined, options: Partial<SecretOptions> = {}) =>
    run({ credential, file: undefined, reveal: false, ...options }, made.context)
  return { ...made, hand }
}

describe('dgsh creds secret', () => {
  it.each([
    ['an id', idOf(1)],
    ['a username', `deepgram+${idOf(1)}`],
    ['the start of an id', '00000001'],
    ['nothing, where there is one only', undefined],
  ])('prints the secret and nothing else, without an API key, by %s', async (_, text) => {
    const { hand, stdout, stderr, requests } = await machine({ env: WITHOUT_KEY })
    expect(await hand(text)).toBe(0)
    expect([stdout(), stderr(), requests]).toEqual([`${SECRET}\n`, '', []])
  })

  it('knows comments from the history', async () => {
    const { hand, context, stdout } = await machine({ env: WITHOUT_KEY, secrets: { 1: SECRET, 2: 'OTHER' } })
    await record(context, { action: 'secret_stored', credential: idOf(2), comment: 'Frankfurt' })
    expect(await hand('frank')).toBe(0)
    expect(stdout()).toBe('OTHER\n')
  })

  it('asks Deepgram only for what the store does not know', async () => {
    const home = dockerHome(2, SECRET)
    const script = { [LIST]: listOf(listEntry(1), listEntry(2)) }
    const { hand, stdout, stderr } = await machine({ env: home.env, script })
    expect(await hand('Number 2')).toBe(0)
    expect(stdout()).toBe(`${SECRET}\n`)
    expect(stderr()).toBe("note: dgsh takes the secret from docker's login in ~/.docker/config.json\n")
  })

  it.each([
    ['json', JSON.stringify({ id: idOf(1), username: `deepgram+${idOf(1)}`, secret: SECRET }, null, 2)],
    ['yaml', `id: ${idOf(1)}\nusername: deepgram+${idOf(1)}\nsecret: ${SECRET}`],
    ['csv', `id,username,secret\n${idOf(1)},deepgram+${idOf(1)},${SECRET}`],
  ])('has the username beside it with -o %s', async (output, text) => {
    const { hand, stdout } = await machine({ flags: { output } })
    await hand(idOf(1))
    expect(stdout()).toBe(`${text}\n`)
  })

  it('refuses an output that has no place for it', async () => {
    const { hand } = await machine({ flags: { output: 'id' } })
    expect(await errorOf(() => hand(idOf(1)))).toMatchObject({ code: 'usage' })
  })

  it.each(['table', 'json'])('shows nothing on a terminal without --reveal: -o %s', async (output) => {
    const { hand, stdout } = await machine({ isTTY: true, flags: { output } })
    expect(await errorOf(() => hand('00000001'))).toMatchObject({
      code: 'usage',
      message: 'dgsh shows a secret on a terminal only with --reveal',
      hint: 'to show it: dgsh creds secret 00000001 --reveal\nto write it to a file that only you can read: dgsh creds secret 00000001 --file ./secret',
    })
    expect(stdout()).toBe('')
  })

  it('shows it on a terminal with --reveal', async () => {
    const { hand, stdout } = await machine({ isTTY: true })
    expect(await hand('00000001', { reveal: true })).toBe(0)
    expect(stdout()).toBe(`${SECRET}\n`)
  })

  it('writes it to a new file for the owner only, on a terminal, too', async () => {
    const file = join(temporaryDirectory(), 'secret')
    const { hand, stdout, stderr } = await machine({ isTTY: true, columns: 200 })
    expect(await hand('00000001', { file })).toBe(0)
    expect([readFileSync(file, 'utf8'), (statSync(file).mode & 0o777).toString(8)]).toEqual([
      `${SECRET}\n`,
      '600',
    ])
    expect(stdout()).toBe('')
    expect(stderr()).toContain(`written to ${file}, readable only by you`)
    expect(stderr()).not.toContain(SECRET)
  })

  it('overwrites no file', async () => {
    const file = join(temporaryDirectory(), 'secret')
    writeFileSync(file, `${SECRET}\n`, { mode: 0o644 })
    const { hand } = await machine()
    expect(await errorOf(() => hand(idOf(1), { file }))).toMatchObject({
      code: 'file_unusable',
      message: `${file} is there already, and is never overwritten`,
      hint: 'name another file with --file, or move that one away',
    })
    expect(readFileSync(file, 'utf8')).toBe(`${SECRET}\n`)
  })

  it('leaves no file behind when there is no secret', async () => {
    const file = join(temporaryDirectory(), 'secret')
    const { hand } = await machine()
    expect(await errorOf(() => hand(idOf(2), { file }))).toMatchObject({ code: 'secret_not_found' })
    expect(existsSync(file)).toBe(false)
  })

  it('says where it is not, and how to get one', async () => {
    const { hand, state } = await machine({ env: WITHOUT_KEY })
    expect(await errorOf(() => hand(idOf(2)))).toMatchObject({
      code: 'secret_not_found',
      message: `the secret of ${idOf(2)} is neither in ${join(state, 'store.json')} nor in an engine's login`,
      hint: `if you have it, dgsh asks for it and offers to store it: dgsh login ${idOf(2)}\nelse replace the credential: dgsh creds rotate 00000002`,
    })
    expect(await errorOf(() => hand('ffff'))).toMatchObject({ code: 'secret_not_found' })
  })

  it('does not hand a secret out for another registry', async () => {
    const { hand, stderr } = await machine({ flags: { registry: 'r.example' } })
    expect(await errorOf(() => hand(idOf(1)))).toMatchObject({ code: 'secret_not_found' })
    expect(stderr()).toContain('is kept for quay.io: dgsh does not send it to r.example')
  })

  it('names those to choose from where nothing may be asked', async () => {
    const { hand } = await machine({ secrets: { 1: SECRET, 2: 'OTHER' } })
    expect(await errorOf(() => hand(undefined))).toMatchObject({
      code: 'input_required',
      hint: `name one:\n${idOf(1)}\n${idOf(2)}`,
    })
  })
})
