import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { CreateOptions } from '../../../../src/commands/creds/create/create.ts'
import { NOW } from '../../../helpers/context.ts'
import { operation } from '../../../helpers/operations.ts'
import { idOf, listEntry, SECRET } from '../../../helpers/samples.ts'
import {
  CREATE,
  createdAnswer,
  gone,
  LIST,
  type LifecycleSetup,
  listOf,
  routeOf,
  type Script,
} from '../../../helpers/scripted-lifecycle.ts'
import { temporaryDirectory } from '../../../helpers/temporary.ts'
import { errorOf } from '../../../helpers/thrown.ts'
import { both, DELETE_IT, deletion, going, left, onlyOld, stored } from './unfinished.ts'

describe('creds create --resume', () => {
  const resuming = (script: Script, setup: LifecycleSetup = {}, changes: Partial<CreateOptions> = {}) =>
    going('resume', script, setup, changes)

  it('says that there is nothing to do', async () => {
    const { go, stderr } = await resuming({}, { operations: [] })
    expect(await go()).toBe(0)
    expect(stderr()).toBe('note: no creation was left unfinished\n')
  })

  it('passes over rotations, and creations of another project', async () => {
    const operations = [operation(), left({ project: '9a000000-0000-4000-8000-000000000002' })]
    const made = await resuming({}, { operations })
    expect(await made.go()).toBe(0)
    expect(made.stderr()).toMatch(
      /^note: no creation was left unfinished\nnote: the creation of .* was left unfinished; .*: dgsh creds create --resume --yes --project 9a0{6}-\S+\n/,
    )
  })

  it('does not take for its own what another dgsh keeps in the same store', async () => {
    const script = { [LIST]: both, [CREATE]: createdAnswer(3, SECRET, { comment: 'Number 2' }) }
    const made = await resuming(script, { secrets: { 2: SECRET } }, { yes: true })
    expect(await made.go()).toBe(0)
    expect(made.asked()).toEqual(['GET list', 'POST'])
    expect(made.secrets()).toHaveProperty(`secret:${idOf(2)}`)
  })

  it('says when it is deleted', async () => {
    const made = await resuming({ [routeOf('GET', 2)]: gone }, { operations: [stored] })
    expect(await errorOf(made.go)).toMatchObject({
      message: 'Number 2 (00000002) is deleted',
      hint: 'to undo: dgsh creds create --abort --yes',
    })
  })

  it('keeps the secret where the profile keeps it by now', async () => {
    const operations = [left({ step: 'begun', store: 'command:print-it {name}' })]
    const request = { file: 'print-it', args: [`secret/${idOf(2)}`], timeoutMs: 30_000 }
    const setup = { operations, exec: () => [{ request }] }
    const made = await resuming({ [CREATE]: createdAnswer(2, SECRET) }, setup)
    expect(await made.go()).toBe(0)
    expect(made.secrets()).toEqual({ [`secret:${idOf(2)}`]: SECRET })
  })

  it('is done, but for a file that cannot be written: the secret is in the store', async () => {
    const path = join(temporaryDirectory(), 'missing', 'secret')
    const operations = [{ ...stored, secret_file: path }]
    const made = await resuming(
      { [routeOf('GET', 2)]: { body: listEntry(2) } },
      { operations, secrets: { 2: SECRET } },
    )
    expect((await errorOf(made.go)).code).toBe('file_unusable')
    expect(made.stdout()).toContain(idOf(2))
    expect(made.left()).toEqual([])
  })

  it('takes a credential for its own whose secret is in the store', async () => {
    const operations = [left({ created: idOf(2) })]
    const made = await resuming({ [LIST]: both }, { operations, secrets: { 2: SECRET } })
    expect(await made.go()).toBe(0)
    expect(made.asked()).toEqual(['GET list'])
    expect(made.stdout()).toContain(idOf(2))
    expect(made.left()).toEqual([])
  })

  it('goes on from a kept secret', async () => {
    const script = { [routeOf('GET', 2)]: { body: listEntry(2) } }
    const made = await resuming(
      script,
      { operations: [stored], secrets: { 2: SECRET } },
      { showSecret: true },
    )
    expect(await made.go()).toBe(0)
    expect(made.asked()).toEqual(['GET 00000002'])
    expect(made.stdout()).toContain(SECRET)
    expect(made.left()).toEqual([])
  })

  it('writes the file that was asked for', async () => {
    const path = join(temporaryDirectory(), 'secret')
    const script = { [routeOf('GET', 2)]: { body: listEntry(2) } }
    const operations = [{ ...stored, secret_file: path }]
    const made = await resuming(script, { operations, secrets: { 2: SECRET } })
    expect(await made.go()).toBe(0)
    expect(readFileSync(path, 'utf8')).toBe(`${SECRET}\n`)
  })

  it('says when the kept secret is gone', async () => {
    const script = { [routeOf('GET', 2)]: { body: listEntry(2) } }
    const made = await resuming(script, { operations: [stored] })
    expect(await errorOf(made.go)).toMatchObject({
      message: 'the secret of Number 2 (00000002) is no longer in file',
      hint: 'to undo: dgsh creds create --abort --yes',
    })
    expect(made.left()).toHaveLength(1)
  })

  it('creates when nothing had been created', async () => {
    const made = await resuming({ [LIST]: onlyOld, [CREATE]: createdAnswer(2, SECRET) })
    expect(await made.go()).toBe(0)
    expect(made.asked()).toEqual(['GET list', 'POST'])
    expect(made.secrets()).toEqual({ [`secret:${idOf(2)}`]: SECRET })
  })

  it('creates at once when nothing had been asked for', async () => {
    const made = await resuming(
      { [CREATE]: createdAnswer(2, SECRET) },
      { operations: [left({ step: 'begun' })] },
    )
    expect(await made.go()).toBe(0)
    expect(made.asked()).toEqual(['GET list', 'POST'])
  })

  it.each<[reason: string, yes: boolean, setup: LifecycleSetup]>([
    ['with --yes where its id is known', true, { operations: [left({ created: idOf(2) })] }],
    ['after a yes', false, { isTTY: true, questions: [{ confirm: DELETE_IT, answer: true }] }],
    [
      'after a yes, also with --yes',
      true,
      { isTTY: true, questions: [{ confirm: DELETE_IT, answer: true }] },
    ],
  ])('deletes what nobody has the secret of, and creates anew: %s', async (_, yes, setup) => {
    const script = {
      [LIST]: both,
      ...deletion,
      [CREATE]: createdAnswer(3, SECRET, { comment: 'Number 2' }),
    }
    const made = await resuming(script, setup, { yes })
    expect(await made.go()).toBe(0)
    expect(made.asked()).toEqual(['GET list', 'DELETE 00000002', 'GET list', 'POST'])
    expect(made.secrets()).toEqual({ [`secret:${idOf(3)}`]: SECRET })
    expect(made.left()).toEqual([])
  })

  it.each<[reason: string, yes: boolean, setup: LifecycleSetup, code: string]>([
    ['off a terminal without --yes', false, {}, 'input_required'],
    ['off a terminal with --yes: another machine may have it', true, {}, 'input_required'],
    ['after a no', false, { isTTY: true, questions: [{ confirm: DELETE_IT, answer: false }] }, 'failed'],
  ])('deletes nothing %s', async (_, yes, setup, code) => {
    const made = await resuming({ [LIST]: both }, setup, { yes })
    expect(await errorOf(made.go)).toMatchObject({
      code,
      hint: expect.stringMatching(
        /^if nobody uses it, delete it: dgsh creds delete 00000002.*\nand resume: .*--resume.*\n.*keep it.*: .*--abort/,
      ),
    })
    expect(made.asked()).toEqual(['GET list'])
    expect(made.left()).toMatchObject([{ step: 'requested' }])
  })

  it('deletes nothing while another dgsh creates with the same comment', async () => {
    const runner = { pid: 99, host: 'elsewhere.example', since: '' }
    const running = left({ id: 'left-0002', runner, seen: NOW.toISOString() })
    const made = await resuming({ [LIST]: both }, { operations: [left(), running], isTTY: true })
    expect(await errorOf(made.go)).toMatchObject({
      code: 'failed',
      message: 'another dgsh is creating a credential with the comment "Number 2"',
    })
    expect(made.left()).toHaveLength(2)
  })

  it('writes one list of all that it created', async () => {
    const third = { ...left({ step: 'stored', created: idOf(3) }), id: 'left-0002' }
    const script = Object.fromEntries(
      [2, 3].map((number) => [routeOf('GET', number), { body: listEntry(number) }]),
    )
    const setup = {
      operations: [stored, third],
      secrets: { 2: SECRET, 3: SECRET },
      flags: { output: 'json' },
    }
    const made = await resuming(script, setup)
    expect(await made.go()).toBe(0)
    expect(JSON.parse(made.stdout())).toMatchObject([{ id: idOf(2), store: 'file' }, { id: idOf(3) }])
  })

  it('sends no API key to where only the journal says, and tells of what is there', async () => {
    const made = await resuming({}, { operations: [left({ api_url: 'https://elsewhere.example' })] })
    expect(await made.go()).toBe(0)
    expect(made.requests).toEqual([])
    expect(made.stderr()).toMatch(
      /^note: no creation was left unfinished\nnote: the creation of .* was left unfinished; .*: dgsh creds create --resume --yes --api-url https:\/\/elsewhere\.example\n/,
    )
  })

  it('lists several candidates, and deletes none', async () => {
    const third = listEntry(3, { comment: 'Number 2' })
    const made = await resuming({ [LIST]: listOf(listEntry(2), third) }, {}, { yes: true })
    expect(await errorOf(made.go)).toMatchObject({
      code: 'failed',
      message: '2 new credentials have the comment "Number 2"',
      hint: expect.stringContaining('dgsh creds delete 00000002 --yes\ndgsh creds delete 00000003 --yes'),
    })
    expect(made.left()).toHaveLength(1)
  })

  it('does not take for its own what another creation of this machine made', async () => {
    const operations = [left(), left({ id: 'left-0002', step: 'stored', created: idOf(2), project: 'other' })]
    const script = { [LIST]: both, [CREATE]: createdAnswer(3, SECRET, { comment: 'Number 2' }) }
    const made = await resuming(script, { operations }, { yes: true })
    expect(await made.go()).toBe(0)
    expect(made.asked()).toEqual(['GET list', 'POST'])
  })

  it('ends an abort that was interrupted', async () => {
    const operations = [{ ...stored, step: 'aborting' as const }]
    const made = await resuming(deletion, { operations, secrets: { 2: SECRET } }, { yes: true })
    expect(await made.go()).toBe(0)
    expect([made.asked(), made.left(), made.secrets()]).toEqual([['DELETE 00000002', 'GET list'], [], {}])
  })
})
