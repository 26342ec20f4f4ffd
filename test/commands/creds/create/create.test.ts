import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { run } from '../../../../src/commands/creds/create/create.ts'
import { memoryStore } from '../../../helpers/memory-store.ts'
import { operation } from '../../../helpers/operations.ts'
import { idOf, listEntry, PROJECT_ID, SECRET } from '../../../helpers/samples.ts'
import {
  CREATE,
  createdAnswer,
  LIST,
  lifecycleContext,
  listOf,
  replacing,
  routeOf,
} from '../../../helpers/scripted-lifecycle.ts'
import { temporaryDirectory } from '../../../helpers/temporary.ts'
import { errorOf } from '../../../helpers/thrown.ts'
import { creating, GOOD, OPTIONS } from './options.ts'

const SCOPES = OPTIONS.scopes

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
    expect(stdout()).toMatch(new RegExp(`^ {2}ID {8}${idOf(2)}\\n {2}Username {2}deepgram\\+${idOf(2)}\\n$`))
    expect(stderr()).toBe(
      '✓ created   Number 2 (api, engine)\n' +
        `✓ secret    stored in ${join(state, 'store.json')}\n` +
        'To log in: dgsh login 00000002\n',
    )
    expect(stdout() + stderr()).not.toContain(SECRET)
  })

  it('goes by the order: probe, list, request, note the id, store, read back, report', async () => {
    const made = await lifecycleContext(GOOD, { checkpoint: (point) => events.push(point) })
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
    expect(await run(OPTIONS, replacing(made.context, { stores: { open: async () => store } }))).toBe(0)
    expect(events).toEqual([
      'probe after ',
      ...['before begun', 'after begun', 'before requested', 'after requested'],
      // One that is kept already under the id would be replaced.
      'get after GET list POST',
      ...['before requested, no. 2', 'after requested, no. 2'],
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
    const { create, stderr } = await creating(GOOD, {}, { tags: ['production', 'lost'] })
    expect(await create()).toBe(0)
    expect(stderr()).toContain('note: Deepgram did not keep the tags lost\n')
  })

  it('tells of creations that were left unfinished', async () => {
    const operations = [operation({ kind: 'create', id: 'older' })]
    const { create, stderr, left } = await creating(GOOD, { operations })
    expect(await create()).toBe(0)
    expect(stderr()).toMatch(
      /note: the creation of ".*" \(2025-06-28 20:00 UTC\) was left unfinished; .*: dgsh creds create --resume --yes\n/,
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
    writeFileSync(join(context.host.paths.state, 'store.json'), '{"a":', { mode: 0o600 })
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
      `Would create a credential in project ${PROJECT_ID}:\n` +
        '  create    Number 2 (api, engine)\nNothing was created.\n',
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
