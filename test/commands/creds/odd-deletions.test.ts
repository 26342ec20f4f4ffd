import { describe, expect, it } from 'vitest'
import { run as create } from '../../../src/commands/creds/create/create.ts'
import { run as remove } from '../../../src/commands/creds/delete.ts'
import { run as rotate } from '../../../src/commands/creds/rotate/rotate.ts'
import { DgshError } from '../../../src/errors.ts'
import type { OperationRecord } from '../../../src/journal/operation.ts'
import type { Answered, FixedAnswer } from '../../helpers/api-server.ts'
import { operation, SUCCESSOR_COMMENT } from '../../helpers/operations.ts'
import { idOf, listEntry, SECRET } from '../../helpers/samples.ts'
import {
  CREATE,
  createdAnswer,
  gone,
  LIST,
  type LifecycleContext,
  listOf,
  replacing,
  routeOf,
  type Script,
} from '../../helpers/scripted-lifecycle.ts'
import { errorOf } from '../../helpers/thrown.ts'
import { OPTIONS as CREATION } from './create/options.ts'
import { left as leftCreation, stored as storedCreation } from './create/unfinished.ts'
import { OPTIONS as ROTATION } from './rotate/options.ts'
import { ACCEPTED, rotationContext } from './rotate/rotation.ts'

const page = '<!doctype html><title>Sign in</title>'
const failure = { err_code: 'INTERNAL', err_msg: 'it did not work', request_id: 'r-1' }
const said: FixedAnswer = { body: { message: 'Successfully deleted the distribution credentials!' } }

/** What no document has as an answer to delete. */
const ODD_ANSWERS: Readonly<Record<string, FixedAnswer>> = {
  'a sign-in page': { body: page },
  '202 with a message': { status: 202, body: { message: 'accepted' } },
  '203 with a message': { status: 203, body: { message: 'deleted' } },
  'an error inside a 200': { body: failure },
  'the other error inside a 200': { body: { category: 'FAILED', message: 'no', details: '' } },
  'cut JSON': { body: '{"message":"Succ' },
  'nothing with 200': { body: '' },
  'an empty object': { body: {} },
  null: { body: 'null' },
  'a plain text': { body: 'ok' },
  'a redirect': { status: 302, headers: { location: '/login' } },
}

/** What is no list, though it comes with a good status. */
const ODD_LISTS: Readonly<Record<string, FixedAnswer>> = {
  'a sign-in page': { body: page },
  '202': { status: 202, body: { distribution_credentials: [] } },
  'a part': { status: 206, body: { distribution_credentials: [] } },
  'cut JSON': { body: '{"distribution_credentials":[' },
  'an error inside a 200': { body: failure },
  'a message': { body: { message: 'please sign in' } },
  'an array': { body: [] },
}

interface Deletion {
  /** The number of the credential that is to be deleted. */
  number: number
  before: readonly object[]
  script?: Script
  secrets?: Readonly<Record<number, string>>
  operations?: readonly OperationRecord[]
  go: (context: LifecycleContext['context']) => Promise<unknown>
}

const old = listEntry(1)
const successor = listEntry(2, { comment: SUCCESSOR_COMMENT })
const secrets = { 1: 'OLDSECRETOLDSECR', 2: SECRET }
const broken = {
  get: async () => undefined,
  set: async () => Promise.reject(new DgshError('store_unusable', 'full')),
}
const show = (...numbers: number[]): Script =>
  Object.fromEntries(numbers.map((number) => [routeOf('GET', number), { body: listEntry(number) }]))

/** Everything that deletes a credential. */
const DELETIONS: Readonly<Record<string, Deletion>> = {
  'creds delete': {
    ...{ number: 1, before: [old, successor], secrets },
    go: (context) => remove({ credentials: [idOf(1)], yes: true, force: false }, context),
  },
  'creds create, whose secret cannot be kept': {
    ...{ number: 2, before: [old], script: { [CREATE]: createdAnswer(2, SECRET) } },
    go: (context) =>
      create(
        CREATION,
        replacing(context, {
          stores: { open: async () => ({ ...(await context.stores.chosen()), ...broken }) },
        }),
      ),
  },
  'creds create --abort': {
    ...{ number: 2, before: [old, listEntry(2)], secrets, operations: [storedCreation] },
    go: (context) => create({ ...CREATION, comment: undefined, unfinished: 'abort', yes: true }, context),
  },
  'creds create --resume, whose secret is lost': {
    ...{ number: 2, before: [old, listEntry(2)], operations: [leftCreation({ created: idOf(2) })] },
    go: (context) => create({ ...CREATION, comment: undefined, unfinished: 'resume', yes: true }, context),
  },
  'creds rotate': {
    ...{
      number: 1,
      before: [old],
      script: { [CREATE]: createdAnswer(2, SECRET) },
      secrets: { 1: 'OLDSECRETOLDSECR' },
    },
    go: (context) => rotate({ ...ROTATION, credential: idOf(1) }, context),
  },
  'creds rotate --resume': {
    ...{ number: 1, before: [old, successor], script: show(1, 2), secrets },
    operations: [operation({ step: 'deleting', created: idOf(2) })],
    go: (context) => rotate({ ...ROTATION, unfinished: 'resume' }, context),
  },
  'creds rotate --resume, whose new secret is lost': {
    ...{ number: 2, before: [old, successor], secrets: { 1: 'OLDSECRETOLDSECR' } },
    operations: [operation({ step: 'requested' })],
    go: (context) => rotate({ ...ROTATION, unfinished: 'resume' }, context),
  },
  'creds rotate --finish': {
    ...{ number: 1, before: [old, successor], script: show(1, 2), secrets },
    operations: [
      operation({ step: 'kept', created: idOf(2), keep_old: true, due: '2025-12-31T00:00:00.000Z' }),
    ],
    go: (context) => rotate({ ...ROTATION, unfinished: 'finish' }, context),
  },
  'creds rotate --abort': {
    ...{ number: 2, before: [old, successor], script: show(1), secrets },
    operations: [operation({ step: 'stored', created: idOf(2) })],
    go: (context) => rotate({ ...ROTATION, unfinished: 'abort' }, context),
  },
}

const each = Object.entries(DELETIONS)

async function deleting(deletion: Deletion, answer: FixedAnswer, after: FixedAnswer, more: Script = {}) {
  const { number, before, script = {}, secrets: kept = {}, operations = [], go } = deletion
  const hasAsked = (answered: readonly Answered[]) =>
    answered.some(({ request }) => request.method === 'DELETE')
  const made = await rotationContext(
    {
      ...script,
      ...more,
      [LIST]: (answered) => (hasAsked(answered) ? after : listOf(...before)),
      [routeOf('DELETE', number)]: () => answer,
    },
    { secrets: kept, operations, replies: script[CREATE] !== undefined && number === 1 ? [ACCEPTED] : [] },
  )
  const named = `secret:${idOf(number)}`
  return {
    ...made,
    go: () => go(made.context as LifecycleContext['context']),
    named,
    wasKept: made.secrets()[named],
    later: () => made.asked().slice(made.asked().findIndex((request) => request.startsWith('DELETE'))),
    deletions: async () =>
      (await (await made.context.history()).read()).entries.filter(
        ({ action }) => action === 'credential_deleted' || action === 'secret_forgotten',
      ),
  }
}

/** The secret is where it was, nothing says that anything was deleted, and what was begun can go on. */
async function expectKept(made: Awaited<ReturnType<typeof deleting>>, { operations, script }: Deletion) {
  expect(made.secrets()[made.named]).toBe(made.wasKept)
  expect(await made.deletions()).toEqual([])
  expect(made.stderr()).not.toMatch(/✓ (?:deleted|undone)/)
  expect(made.later()).not.toContain('POST')
  expect(made.left()).toHaveLength(operations === undefined && script === undefined ? 0 : 1)
}

describe.each(each)('%s', (_, deletion) => {
  const still = listOf(...deletion.before, ...(deletion.before.length === 1 ? [listEntry(2)] : []))
  const without = listOf(listEntry(3))

  it.each(Object.entries(ODD_ANSWERS))('does not believe %s: the list still has it', async (_, answer) => {
    const made = await deleting(deletion, answer, still)
    const error = await errorOf(made.go)
    expect(error.message).toMatch(/(?:was not deleted|could not be deleted again): /)
    await expectKept(made, deletion)
  })

  it('does not believe the documented answer while the list still has it', async () => {
    const made = await deleting(deletion, said, still)
    const error = await errorOf(made.go)
    expect(error.message).toContain(`it deleted credential ${idOf(deletion.number)}, but still lists it`)
    await expectKept(made, deletion)
  })

  it.each(Object.entries(ODD_LISTS))('takes %s for no list', async (_, list) => {
    const made = await deleting(deletion, said, list)
    const error = await errorOf(made.go)
    expect(error.message).toContain(`cannot tell whether credential ${idOf(deletion.number)} was deleted: `)
    await expectKept(made, deletion)
  })

  it.each(Object.entries({ 'a sign-in page': { body: page }, 'the message': said, 'not found': gone }))(
    'goes on after %s, once the list has it no more',
    async (_, answer) => {
      const { script: { [CREATE]: created } = {}, number } = deletion
      const made = await deleting(deletion, answer, without, {
        // A creation that goes on makes another one, which is not what this is about.
        ...(created === undefined ? { [CREATE]: () => ({ status: 400 }) } : {}),
      })
      await made.go().catch((error: unknown) => expect(error).toBeInstanceOf(DgshError))
      expect(made.later()).toEqual(expect.arrayContaining([`DELETE ${idOf(number).slice(0, 8)}`, 'GET list']))
      expect(made.secrets()).not.toHaveProperty(made.named)
      expect((await made.deletions()).map(({ credential }) => credential)).toContain(idOf(number))
    },
  )
})

describe('a deletion that reaches the list late', () => {
  it('is waited for', async () => {
    const pauses: number[] = []
    const sleep = async (milliseconds: number) => void pauses.push(milliseconds)
    const script: Script = {
      [LIST]: [listOf(old), listOf(old), listOf(old), listOf()],
      [routeOf('DELETE', 1)]: said,
    }
    const made = await rotationContext(script, { secrets, sleep })
    expect(await remove({ credentials: [idOf(1)], yes: true, force: false }, made.context)).toBe(0)
    expect(pauses).toEqual([250, 500])
    expect(made.secrets()).toEqual({ [`secret:${idOf(2)}`]: SECRET })
  })

  it.each<[string, FixedAnswer, boolean]>([
    ['not there', gone, true],
    ['there', { body: old }, false],
    ['a page', { status: 404, body: page }, false],
  ])('is asked for by its id where the list has no array: %s', async (_, shown, isGone) => {
    const script: Script = {
      [LIST]: [listOf(old), () => ({ body: {} })],
      [routeOf('DELETE', 1)]: said,
      [routeOf('GET', 1)]: () => shown,
    }
    const made = await rotationContext(script, { secrets })
    const ended = remove({ credentials: [idOf(1)], yes: true, force: false }, made.context).then(
      () => true,
      () => false,
    )
    expect(await ended).toBe(isGone)
    expect(Object.hasOwn(made.secrets(), `secret:${idOf(1)}`)).toBe(!isGone)
  })
})
