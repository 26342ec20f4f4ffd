import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type CreateOptions, run } from '../../../../src/commands/creds/create/create.ts'
import { memoryStore } from '../../../helpers/memory-store.ts'
import { operation } from '../../../helpers/operations.ts'
import { idOf, listEntry, PROJECT_ID, SECRET } from '../../../helpers/samples.ts'
import {
  CREATE,
  createdAnswer,
  LIST,
  type LifecycleSetup,
  lifecycleContext,
  listOf,
  replacing,
  routeOf,
  type Script,
} from '../../../helpers/scripted-lifecycle.ts'
import { temporaryDirectory } from '../../../helpers/temporary.ts'
import { errorOf } from '../../../helpers/thrown.ts'
import { OPTIONS } from './options.ts'

const SCOPES = OPTIONS.scopes
const good: Script = { [LIST]: listOf(listEntry(1)), [CREATE]: createdAnswer(2, SECRET) }

const creating = async (
  script: Script = good,
  setup: LifecycleSetup = {},
  changes: Partial<CreateOptions> = {},
) => {
  const made = await lifecycleContext(script, setup)
  return { ...made, create: () => run({ ...OPTIONS, ...changes }, made.context) }
}

describe('dgsh creds create', () => {
  it('asks for what is wanted, in the body and in the query, and keeps the secret', async () => {
    const { create, asked, requests, secrets, left, stdout, stderr, state } = await creating()
    expect(await create()).toBe(0)
    expect(asked()).toEqual(['GET list', 'POST'])
    expect(JSON.parse(requests[1]?.body ?? '')).toEqual({
      provider: 'quay',
      comment: 'Number 2',
      scopes: SCOPES,
      tags: ['production'],
    })
    expect(secrets()).toEqual({ [`secret:${idOf(2)}`]: SECRET })
    expect(left()).toEqual([])
    expect(stdout()).toMatch(new RegExp(`^ID +${idOf(2)}\\n`))
    expect(stderr()).toBe(
      `Created credential ${idOf(2)}.\n` +
        `Its secret is in file ${join(state, 'store.json')}.\n` +
        `Use it with: dgsh login ${idOf(2)}\n`,
    )
    expect(stdout() + stderr()).not.toContain(SECRET)
  })

  it('goes by the order: probe, list, request, store, read back, report', async () => {
    const made = await lifecycleContext(good, { checkpoint: (point) => events.push(point) })
    const events: string[] = []
    const seen = (what: string) =>
      events.push(`${what} after ${made.asked().join(' ')}${made.stdout() === '' ? '' : ' and the report'}`)
    const inner = memoryStore()
    const store = memoryStore(
      {},
      {
        probe: async () => void seen('probe'),
        set(name, value) {
          seen('set')
          return inner.set(name, value)
        },
        get(name) {
          seen('get')
          return inner.get(name)
        },
      },
    )
    expect(await run(OPTIONS, replacing(made.context, { openStore: async () => store }))).toBe(0)
    expect(events).toEqual([
      'probe after ',
      ...['before begun', 'after begun', 'before requested', 'after requested'],
      'set after GET list POST',
      'get after GET list POST',
      ...['before stored', 'after stored', 'before the end', 'after the end'],
    ])
    expect(made.stdout()).toContain(idOf(2))
  })

  it('asks the credential itself when the answer leaves out what was granted', async () => {
    const { create, asked } = await creating({
      [LIST]: listOf(),
      [CREATE]: createdAnswer(2, SECRET, { scopes: null }),
      [routeOf('GET', 2)]: { body: listEntry(2) },
    })
    expect(await create()).toBe(0)
    expect(asked()).toEqual(['GET list', 'POST', 'GET 00000002'])
  })

  it('notes the tags that were not kept', async () => {
    const { create, stderr } = await creating(good, {}, { tags: ['production', 'lost'] })
    expect(await create()).toBe(0)
    expect(stderr()).toContain('note: Deepgram did not keep the tags lost\n')
  })

  it('tells of creations that were left unfinished', async () => {
    const operations = [operation({ kind: 'create', id: 'older' })]
    const { create, stderr, left } = await creating(good, { operations })
    expect(await create()).toBe(0)
    expect(stderr()).toMatch(
      /note: the creation of ".*" \(2025-12-31 10:00 UTC\) was left unfinished: .*--resume/,
    )
    expect(left()).toHaveLength(1)
  })
})

describe('before anything is created, creds create', () => {
  it('wants scopes off a terminal: without them all would be granted', async () => {
    const { create, requests } = await creating({}, {}, { scopes: undefined })
    expect((await errorOf(create)).code).toBe('input_required')
    expect(requests).toEqual([])
  })

  it('refuses a store that can only be read', async () => {
    const { create, requests, left } = await creating({}, { store: 'command:print-it' })
    expect(await errorOf(create)).toMatchObject({
      code: 'usage',
      message: 'the store command:print-it can only be read, not written',
    })
    expect([requests, left()]).toEqual([[], []])
  })

  it('wants an engine for --login', async () => {
    const { create, requests } = await creating({}, {}, { login: true })
    expect((await errorOf(create)).code).toBe('engine_missing')
    expect(requests).toEqual([])
  })

  it.each<[reason: string, path: (directory: string) => string]>([
    ['is there already', (directory) => join(directory, 'config.json')],
    ['cannot be written', (directory) => join(directory, 'missing', 'secret')],
  ])('refuses a file for the secret that %s', async (reason, pathIn) => {
    const directory = temporaryDirectory()
    writeFileSync(join(directory, 'config.json'), 'mine')
    const { create, asked, left } = await creating(
      { [LIST]: listOf() },
      {},
      { secretFile: pathIn(directory) },
    )
    expect(await errorOf(create)).toMatchObject({
      code: 'file_unusable',
      message: expect.stringContaining(reason),
    })
    expect([asked(), left()]).toEqual([['GET list'], []])
    expect(readFileSync(join(directory, 'config.json'), 'utf8')).toBe('mine')
  })

  it('wants a store that works', async () => {
    const { context, requests } = await lifecycleContext({})
    writeFileSync(join(context.paths.state, 'store.json'), '{"a":')
    expect((await errorOf(() => run(OPTIONS, context))).code).toBe('config_invalid')
    expect(requests).toEqual([])
  })
})

describe('dgsh creds create --dry-run', () => {
  it('makes no request when the project is known', async () => {
    const { create, requests, stderr, stdout, left } = await creating({}, { store: null }, { dryRun: true })
    expect(await create()).toBe(0)
    expect(requests).toEqual([])
    expect(stdout()).toBe('')
    expect(stderr()).toBe(
      `Would create in project ${PROJECT_ID} a credential for api, engine with the comment "Number 2". Nothing was created.\n`,
    )
    expect(left()).toEqual([])
  })

  it('asks for the only project when none is chosen', async () => {
    const projects = { body: { projects: [{ project_id: PROJECT_ID, name: 'Mine' }] } }
    const { create, requests } = await creating(
      { 'GET /v1/projects': projects },
      { env: { DEEPGRAM_PROJECT_ID: '' } },
      { dryRun: true },
    )
    expect(await create()).toBe(0)
    expect(requests).toHaveLength(1)
  })

  it('is an object with -o json', async () => {
    const { create, stdout } = await creating(
      {},
      { flags: { output: 'json' }, engines: ['docker'] },
      { dryRun: true, login: true },
    )
    expect(await create()).toBe(0)
    expect(JSON.parse(stdout())).toEqual({
      project: PROJECT_ID,
      provider: 'quay',
      comment: 'Number 2',
      scopes: SCOPES,
      tags: ['production'],
      login: 'docker',
    })
  })
})

describe('what was granted', () => {
  const full = (name: string) => `self-hosted:product:${name}`
  it.each([
    ['more', ['api', 'engine', 'billing'], /granted credential .* more than asked for: billing$/],
    ['less', ['api'], /less than asked for: without engine$/],
    ['both', ['api', 'billing'], /more than asked for: billing; less than asked for: without engine$/],
  ])('is an error when it differs, and the secret is kept: %s', async (_, granted, message) => {
    const script = { [LIST]: listOf(), [CREATE]: createdAnswer(2, SECRET, { scopes: granted.map(full) }) }
    const { create, secrets, left, stdout } = await creating(script)
    const error = await errorOf(create)
    expect(error).toMatchObject({
      code: 'scopes_differ',
      message: expect.stringMatching(message),
      hint: `if that will not do: dgsh creds delete ${idOf(2)}`,
    })
    expect(secrets()).toEqual({ [`secret:${idOf(2)}`]: SECRET })
    expect(stdout()).toContain(idOf(2))
    expect(left()).toEqual([])
  })
})

describe('--secret-file', () => {
  it('gets the secret too, and is named', async () => {
    const path = join(temporaryDirectory(), 'secret')
    const { create, stderr } = await creating(good, {}, { secretFile: path })
    expect(await create()).toBe(0)
    expect(readFileSync(path, 'utf8')).toBe(`${SECRET}\n`)
    expect(stderr()).toContain(` and in ${path}.\n`)
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
  })

  it('logs the engine in', async () => {
    const { create, stderr, left } = await creating(
      good,
      { engines: ['docker'], exec: (pathOf) => [{ request: request(pathOf('docker')) }] },
      { login: true },
    )
    expect(await create()).toBe(0)
    expect(stderr()).toContain(`Logged docker in to quay.io as deepgram+${idOf(2)}.\n`)
    expect(stderr()).not.toContain('Use it with')
    expect(left()).toEqual([])
  })

  it('may fail: credential and secret stay, and need no going on', async () => {
    const result = { exitCode: 1, stderr: 'unauthorized: Could not find robot' }
    const { create, secrets, left } = await creating(
      good,
      { engines: ['docker'], exec: (pathOf) => [{ request: request(pathOf('docker')), result }] },
      { login: true },
    )
    expect((await errorOf(create)).code).toBe('login_refused')
    expect(secrets()).toEqual({ [`secret:${idOf(2)}`]: SECRET })
    expect(left()).toEqual([])
  })
})

describe('the report', () => {
  it.each([
    ['id', false, `${idOf(2)}\n`],
    ['id', true, `${idOf(2)}\n`],
  ])('with -o %s is the id alone (--show-secret %s)', async (output, showSecret, text) => {
    const { create, stdout } = await creating(good, { flags: { output } }, { showSecret })
    expect(await create()).toBe(0)
    expect(stdout()).toBe(text)
  })

  it.each([false, true])('is one object with -o json (--show-secret %s)', async (showSecret) => {
    const { create, stdout } = await creating(good, { flags: { output: 'json' } }, { showSecret })
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
    const { create, stdout } = await creating(good, { flags: { output: 'csv' } }, { showSecret })
    expect(await create()).toBe(0)
    const [header = '', row = ''] = stdout().split('\n')
    expect(header.endsWith(',secret')).toBe(showSecret)
    expect(row.endsWith(`,${SECRET}`)).toBe(showSecret)
  })

  it('shows the secret to people only when asked', async () => {
    const { create, stdout, stderr } = await creating(good, {}, { showSecret: true })
    expect(await create()).toBe(0)
    expect(stdout()).toMatch(new RegExp(`^SECRET +${SECRET}$`, 'm'))
    expect(stderr()).not.toContain(SECRET)
  })
})
