import { describe, expect, it } from 'vitest'
import { record } from '../../../src/app/record.ts'
import { run as create } from '../../../src/commands/creds/create/create.ts'
import { run as rotate } from '../../../src/commands/creds/rotate/rotate.ts'
import type { OperationRecord } from '../../../src/journal/operation.ts'
import type { FixedAnswer } from '../../helpers/api-server.ts'
import { operation } from '../../helpers/operations.ts'
import { idOf, listEntry, SECRET } from '../../helpers/samples.ts'
import {
  CREATE,
  createdAnswer,
  LIST,
  type LifecycleContext,
  listOf,
  routeOf,
} from '../../helpers/scripted-lifecycle.ts'
import { errorOf } from '../../helpers/thrown.ts'
import { OPTIONS as CREATION } from './create/options.ts'
import { left as leftCreation } from './create/unfinished.ts'
import { OPTIONS as ROTATION } from './rotate/options.ts'
import { rotationContext } from './rotate/rotation.ts'

// 1 is there and may be rotated, 3 is there, 4 is kept and of another project, 5 was created by dgsh before.
const there = listOf(listEntry(1), listEntry(3))
const secrets = { 1: 'OLDSECRETOLDSECR', 3: 'SECRETOFTHETHIRD', 4: 'SECRETOFTHEFOURTH' }

/** What is no answer to create that made a new credential. */
const ODD_ANSWERS: Readonly<Record<string, FixedAnswer>> = {
  'the id of one that is there': createdAnswer(3, SECRET),
  'the id of the one that may be rotated': createdAnswer(1, SECRET),
  'the id of one that is there, without a secret': createdAnswer(3, undefined),
  'the id of one whose secret is kept': createdAnswer(4, SECRET),
  'the id of one that dgsh created before': createdAnswer(5, SECRET),
  'an id that is an option': createdAnswer(2, SECRET, { distribution_credentials_id: '-rf' }),
  'an id that is a path': createdAnswer(2, SECRET, { distribution_credentials_id: '../3' }),
  'an empty id': createdAnswer(2, SECRET, { distribution_credentials_id: '' }),
  'a sign-in page': { body: '<!doctype html><title>Sign in</title>' },
  'an error inside a 200': { body: { err_code: 'INTERNAL', err_msg: 'no' } },
  'cut JSON': { body: `{"distribution_credentials_id":"${idOf(2)}","secr` },
  '202 with a message': { status: 202, body: { message: 'accepted' } },
  'nothing with 204': { status: 204 },
}

interface Creation {
  operations?: readonly OperationRecord[]
  run: (unfinished: 'resume' | 'abort' | undefined, context: LifecycleContext['context']) => Promise<unknown>
}

const creation: Creation['run'] = (unfinished, context) =>
  create(
    { ...CREATION, ...(unfinished === undefined ? {} : { comment: undefined }), unfinished, yes: true },
    context,
  )
const rotation: Creation['run'] = (unfinished, context) =>
  rotate({ ...ROTATION, ...(unfinished === undefined ? { credential: idOf(1) } : {}), unfinished }, context)

/** Everything that creates a credential; what goes on begins with another list than there is now. */
const CREATIONS: Readonly<Record<string, Creation>> = {
  'creds create': { run: creation },
  'creds create --resume': { run: creation, operations: [leftCreation()] },
  'creds create --resume, from the beginning': {
    run: creation,
    operations: [leftCreation({ step: 'begun' })],
  },
  'creds rotate': { run: rotation },
  'creds rotate --resume': { run: rotation, operations: [operation({ step: 'requested' })] },
}

describe.each(Object.entries(CREATIONS))('%s', (_, { operations = [], run }) => {
  it.each(Object.entries(ODD_ANSWERS))(
    'overwrites and deletes nothing after %s, nor does --abort',
    async (_, answer) => {
      const script = {
        [LIST]: () => there,
        [CREATE]: answer,
        // For the abort of a rotation; nothing can be deleted.
        [routeOf('GET', 1)]: () => ({ body: listEntry(1) }),
      }
      const made = await rotationContext(script, { secrets, operations })
      const context = made.context as LifecycleContext['context']
      await record(context, { action: 'credential_created', credential: idOf(5), project: null })
      const before = made.secrets()
      const begin = operations.length === 0 ? undefined : 'resume'
      expect(await errorOf(() => run(begin, context))).toMatchObject({
        code: 'invalid_response',
        message: expect.stringContaining('; no new credential is listed so far'),
        hint: expect.stringContaining('--resume'),
      })
      expect(made.secrets()).toEqual(before)
      expect(made.left()).toMatchObject([{ step: 'requested' }])
      expect(made.left()[0]).not.toHaveProperty('created')
      expect(made.stdout() + made.stderr()).not.toContain(SECRET)
      await run('abort', context)
      expect(made.secrets()).toEqual(before)
      expect(made.left()).toEqual([])
      expect(made.asked().filter((request) => !request.startsWith('GET'))).toEqual(['POST'])
    },
  )
})
