import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type CreateOptions, run } from '../../../../src/commands/creds/create/create.ts'
import { DgshError } from '../../../../src/errors.ts'
import { memoryStore } from '../../../helpers/memory-store.ts'
import { idOf, SECRET } from '../../../helpers/samples.ts'
import {
  CREATE,
  createdAnswer,
  type LifecycleSetup,
  lifecycleContext,
  replacing,
  routeOf,
  type Script,
} from '../../../helpers/scripted-lifecycle.ts'
import { temporaryDirectory } from '../../../helpers/temporary.ts'
import { errorOf } from '../../../helpers/thrown.ts'
import { GOOD, OPTIONS } from './options.ts'

const deletable: Script = { ...GOOD, [routeOf('DELETE', 2)]: { status: 204 } }
const locked = () => {
  throw new DgshError('store_locked', 'the store is locked', { hint: 'unlock it' })
}

/** Creates with a store that passes its probe and does not take the secret then. */
async function failing(
  script: Script,
  changes: Partial<CreateOptions> = {},
  setup: LifecycleSetup = {},
  store = memoryStore({}, { set: async () => locked() }),
) {
  const made = await lifecycleContext(script, setup)
  const context = replacing(made.context, { stores: { open: async () => store } })
  const error = await errorOf(() => run({ ...OPTIONS, ...changes }, context))
  return { ...made, error }
}

const QUESTION = 'The secret of Number 2 (00000002) could not be stored. What now?'

describe('a secret that the store does not take', () => {
  it('is shown when that was asked for; the credential stays', async () => {
    const { error, stdout, stderr, left } = await failing(GOOD, { showSecret: true })
    expect(error).toMatchObject({
      code: 'store_locked',
      message:
        'Number 2 (00000002) was created, and its secret could not be stored (the store is locked); it is shown here, this once, and nowhere else',
    })
    expect(stdout()).toMatch(new RegExp(`^ {2}ID +${idOf(2)}\\n(?:.*\\n)* {2}Secret +${SECRET}\\n`))
    expect(stderr()).not.toContain(SECRET)
    expect(left()).toEqual([])
  })

  it('is in the file that was asked for', async () => {
    const path = join(temporaryDirectory(), 'secret')
    const { error, stdout, left } = await failing(GOOD, { secretFile: path })
    expect(error.message).toContain(`it is in ${path}, and nowhere else`)
    expect(left()).toEqual([])
    expect(stdout()).toContain(idOf(2))
    expect(stdout()).not.toContain(SECRET)
  })

  it('is in the output of a script, as data, where that was asked for', async () => {
    const { stdout } = await failing(GOOD, { showSecret: true }, { flags: { output: 'json' } })
    expect(JSON.parse(stdout())).toMatchObject({ id: idOf(2), secret: SECRET, store: null })
  })

  it.each([
    { color: false, output: 'id' },
    { color: false, columns: 'id' },
  ])('steers no terminal, however it is shown: %j', async (flags) => {
    const hostile = `${SECRET.slice(0, 9)}\u001b]2;STEERED\u0007\u009b2J${SECRET.slice(9)}\u202e`
    const script = { ...GOOD, [CREATE]: createdAnswer(2, hostile) }
    const questions = [{ select: QUESTION, answer: 'show the secret here, this once' }]
    const { stdout, stderr } = await failing(script, {}, { isTTY: true, flags, questions })
    expect(stdout()).toContain(SECRET)
    expect(stdout() + stderr()).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/)
    expect(stderr()).not.toContain(SECRET)
  })

  it('is of a credential that nobody takes for an orphan later', async () => {
    const { state } = await failing(GOOD, { showSecret: true })
    expect(readFileSync(join(state, 'history.jsonl'), 'utf8')).toMatch(
      new RegExp(`"credential_created","credential":"${idOf(2)}"`),
    )
  })

  it('goes with the credential when the output does not take it', async () => {
    const made = await lifecycleContext(deletable)
    const store = memoryStore({}, { set: async () => locked() })
    const stdout = { ...made.context.io.stdout, isTaken: async () => false }
    const context = replacing(made.context, { stores: { open: async () => store }, io: { stdout } })
    const error = await errorOf(() => run({ ...OPTIONS, showSecret: true }, context))
    expect(error.message).toMatch(/; the credential was deleted again$/)
  })

  it('is shown to whoever wants that when asked', async () => {
    const questions = [{ select: QUESTION, answer: 'show the secret here, this once' }]
    const { error, stdout } = await failing(GOOD, {}, { isTTY: true, questions })
    expect(error.code).toBe('store_locked')
    expect(error.hint).toContain('to log in with it: dgsh login 00000002 --secret-stdin')
    expect(stdout()).toContain(SECRET)
  })

  it('goes with the credential when that is the answer', async () => {
    const questions = [{ select: QUESTION, answer: 'delete the credential again' }]
    const { error, stdout, left } = await failing(deletable, {}, { isTTY: true, questions })
    expect(error.message).toMatch(
      /could not be stored: the store is locked; the credential was deleted again$/,
    )
    expect([stdout(), left()]).toEqual(['', []])
  })

  it('goes with the credential off a terminal', async () => {
    const { error, asked, left, stdout, stderr } = await failing(deletable)
    expect(error).toMatchObject({
      code: 'store_locked',
      message:
        'the secret of the new credential Number 2 (00000002) could not be stored: the store is locked; the credential was deleted again',
      hint: 'unlock it',
    })
    expect(asked()).toEqual(['GET list', 'POST', 'DELETE 00000002', 'GET list'])
    expect(left()).toEqual([])
    expect(stdout() + stderr()).not.toContain(SECRET)
  })

  it('is told of when it cannot be deleted either, and can be gone on with', async () => {
    const { error, left } = await failing({ ...GOOD, [routeOf('DELETE', 2)]: { status: 403 } })
    expect(error.code).toBe('store_locked')
    expect(error.message).toContain(
      'and the credential could not be deleted again: this API key may not do that',
    )
    expect(error.hint).toContain('--resume')
    expect(left()).toMatchObject([{ step: 'requested', created: idOf(2) }])
  })

  it('is one that is not given back, too', async () => {
    const forgetful = memoryStore({}, { get: async () => undefined })
    const { error } = await failing(deletable, {}, {}, forgetful)
    expect(error).toMatchObject({
      code: 'store_unusable',
      message: expect.stringContaining(
        'memory does not return what was stored in it; the credential was deleted again',
      ),
    })
  })

  it('goes with the credential when the file does not take it either', async () => {
    const directory = temporaryDirectory()
    const path = join(directory, 'secret')
    const store = memoryStore(
      {},
      {
        set: async () => {
          rmSync(directory, { recursive: true })
          locked()
        },
      },
    )
    const { error, left } = await failing(deletable, { secretFile: path }, {}, store)
    expect(error.message).toMatch(/; the credential was deleted again$/)
    expect(left()).toEqual([])
  })
})
