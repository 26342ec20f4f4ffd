import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { GlobalFlags } from '../../../../src/ports.ts'
import { ENGINE_LIMITS } from '../../../helpers/context.ts'
import { idOf, SECRET } from '../../../helpers/samples.ts'
import { CREATE, createdAnswer, LIST, listOf } from '../../../helpers/scripted-lifecycle.ts'
import { temporaryDirectory } from '../../../helpers/temporary.ts'
import { errorOf } from '../../../helpers/thrown.ts'
import { creating, GOOD, OPTIONS } from './options.ts'

const SCOPES = OPTIONS.scopes

describe('what was granted', () => {
  const full = (name: string) => `self-hosted:product:${name}`
  it.each([
    ['more', ['api', 'engine', 'billing'], /granted Number 2 \(00000002\) more than requested: billing$/],
    ['less', ['api'], /less than requested: without engine$/],
    ['both', ['api', 'billing'], /more than requested: billing; less than requested: without engine$/],
  ])('is an error when it differs, and the secret is kept: %s', async (_, granted, message) => {
    const script = { [LIST]: listOf(), [CREATE]: createdAnswer(2, SECRET, { scopes: granted.map(full) }) }
    const { create, secrets, left, stdout } = await creating(script)
    const error = await errorOf(create)
    expect(error).toMatchObject({
      code: 'scopes_differ',
      message: expect.stringMatching(message),
      hint: 'to delete it: dgsh creds delete 00000002 --yes',
    })
    expect(secrets()).toEqual({ [`secret:${idOf(2)}`]: SECRET })
    expect(stdout()).toContain(idOf(2))
    expect(left()).toEqual([])
  })
})

describe('--secret-file', () => {
  it('gets the secret too, and is named', async () => {
    const path = join(temporaryDirectory(), 'secret')
    const { create, stderr } = await creating(GOOD, {}, { secretFile: path })
    expect(await create()).toBe(0)
    expect(readFileSync(path, 'utf8')).toBe(`${SECRET}\n`)
    expect(stderr()).toContain(` and in ${path}\n`)
  })

  it('goes again when nothing was created', async () => {
    const path = join(temporaryDirectory(), 'secret')
    const script = { [LIST]: listOf(), [CREATE]: { status: 403 } }
    const { create } = await creating(script, {}, { secretFile: path })
    expect((await errorOf(create)).code).toBe('not_permitted')
    expect(existsSync(path)).toBe(false)
  })
})

describe('--login', () => {
  const request = (file: string) => ({
    file,
    args: ['login', 'quay.io', '--username', `deepgram+${idOf(2)}`, '--password-stdin'],
    input: SECRET,
    env: {},
    ...ENGINE_LIMITS,
  })

  it('logs the engine in', async () => {
    const { create, stderr, left } = await creating(
      GOOD,
      { engines: ['docker'], exec: (pathOf) => [{ request: request(pathOf('docker')) }] },
      { login: true },
    )
    expect(await create()).toBe(0)
    expect(stderr()).toContain('✓ docker    logged in to quay.io\n')
    expect(stderr()).not.toContain('To log in')
    expect(left()).toEqual([])
  })

  it('may fail: credential and secret stay, and need no going on', async () => {
    const result = { exitCode: 1, stderr: 'unauthorized: Could not find robot' }
    const { create, secrets, left } = await creating(
      GOOD,
      { engines: ['docker'], exec: (pathOf) => [{ request: request(pathOf('docker')), result }] },
      { login: true },
    )
    expect((await errorOf(create)).code).toBe('login_refused')
    expect(secrets()).toEqual({ [`secret:${idOf(2)}`]: SECRET })
    expect(left()).toEqual([])
  })
})

describe('the report', () => {
  it('with -o id is the id alone', async () => {
    const { create, stdout } = await creating(GOOD, { flags: { output: 'id' } })
    expect(await create()).toBe(0)
    expect(stdout()).toBe(`${idOf(2)}\n`)
  })

  it.each<[string, GlobalFlags, boolean]>([
    ['has no place for the secret: -o id', { output: 'id' }, true],
    ['has no place for the secret: --columns', { output: 'csv', columns: 'id,scopes' }, true],
    ['has no such column', { output: 'tsv', columns: 'id,nonsense' }, false],
    ['has no such column without --show-secret', { output: 'tsv', columns: 'secret' }, false],
  ])('is refused before anything is created when it %s', async (_, flags, showSecret) => {
    const { create, requests } = await creating({}, { flags }, { showSecret })
    expect((await errorOf(create)).code).toBe('usage')
    expect(requests).toEqual([])
  })

  it('has the secret in a column that is named', async () => {
    const flags = { output: 'tsv', columns: 'id,secret', header: false }
    const { create, stdout } = await creating(GOOD, { flags }, { showSecret: true })
    expect(await create()).toBe(0)
    expect(stdout()).toBe(`${idOf(2)}\t${SECRET}\n`)
  })

  it.each([false, true])('is one object with -o json (--show-secret %s)', async (showSecret) => {
    const { create, stdout } = await creating(GOOD, { flags: { output: 'json' } }, { showSecret })
    expect(await create()).toBe(0)
    const told = JSON.parse(stdout())
    expect(told).toMatchObject({
      id: idOf(2),
      username: `deepgram+${idOf(2)}`,
      scopes: SCOPES,
      store: 'file',
    })
    expect(told.secret).toBe(showSecret ? SECRET : undefined)
  })

  it.each([false, true])('is one line with -o csv (--show-secret %s)', async (showSecret) => {
    const { create, stdout } = await creating(GOOD, { flags: { output: 'csv' } }, { showSecret })
    expect(await create()).toBe(0)
    const [header = '', row = ''] = stdout().split('\n')
    expect(header.endsWith(',secret')).toBe(showSecret)
    expect(row.endsWith(`,${SECRET}`)).toBe(showSecret)
  })

  it('shows the secret to people only when asked', async () => {
    const { create, stdout, stderr } = await creating(GOOD, {}, { showSecret: true })
    expect(await create()).toBe(0)
    expect(stdout()).toMatch(new RegExp(`^ {2}Secret {4}${SECRET}$`, 'm'))
    expect(stderr()).not.toContain(SECRET)
  })
})
