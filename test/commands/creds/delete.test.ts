import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { run } from '../../../src/commands/creds/delete.ts'
import { DgshError, type ErrorCode } from '../../../src/errors.ts'
import { secretName } from '../../../src/store/store.ts'
import type { Answer } from '../../helpers/api-server.ts'
import { dockerHome } from '../../helpers/docker-home.ts'
import { type MemoryStore, memoryStore } from '../../helpers/memory-store.ts'
import { operation } from '../../helpers/operations.ts'
import { idOf, listEntry, SECRET } from '../../helpers/samples.ts'
import {
  gone,
  LIST,
  type LifecycleSetup,
  lifecycleContext,
  listOf,
  replacing,
  routeOf,
  type Script,
} from '../../helpers/scripted-lifecycle.ts'
import { errorOf } from '../../helpers/thrown.ts'

const three: Script = { [LIST]: listOf(listEntry(1), listEntry(2), listEntry(3)) }
const done = { status: 204 }
const deletes = (...numbers: number[]): Script =>
  Object.fromEntries(numbers.map((number) => [routeOf('DELETE', number), done]))

interface Call extends LifecycleSetup {
  yes?: boolean
  force?: boolean
  texts?: string[]
}

/** Deletes the first, unless other texts are given. */
async function deleting(
  script: Script,
  { yes = true, force = false, texts = [idOf(1)], ...setup }: Call = {},
) {
  const env = { ...dockerHome().env, ...setup.env }
  const made = await lifecycleContext(script, { ...setup, env })
  return { ...made, remove: () => run({ credentials: texts, yes, force }, made.context) }
}

describe('dgsh creds delete', () => {
  it('shows what goes, deletes it, and forgets its secret', async () => {
    const made = await deleting({ ...three, ...deletes(1) }, { secrets: { 1: SECRET, 2: 'OTHER' } })
    expect(await made.remove()).toBe(0)
    expect(made.asked()).toEqual(['GET list', 'DELETE 00000001', 'GET list'])
    expect(made.secrets()).toEqual({ [`secret:${idOf(2)}`]: 'OTHER' })
    expect(made.stdout()).toBe('')
    expect(made.stderr()).toBe(
      'To be deleted:\n' +
        '  00000001  Number 1 (api, engine), created 2025-06-28, ada@example.com\n' +
        `            no login on this machine uses it; secret in ${join(made.state, 'store.json')}\n` +
        '✓ deleted   Number 1 (00000001)\n' +
        `✓ secret    removed from ${join(made.state, 'store.json')}\n`,
    )
  })

  it('deletes several, each once', async () => {
    const texts = ['00000002', idOf(1), `deepgram+${idOf(2)}`]
    const made = await deleting({ ...three, ...deletes(1, 2) }, { texts, flags: { output: 'id' } })
    expect(await made.remove()).toBe(0)
    expect(made.asked()).toEqual(['GET list', 'DELETE 00000002', 'GET list', 'DELETE 00000001', 'GET list'])
    expect(made.stdout()).toBe(`${idOf(2)}\n${idOf(1)}\n`)
  })

  it('goes on when one in the middle fails, and ends as the first failure', async () => {
    const script = { ...three, ...deletes(1, 3), [routeOf('DELETE', 2)]: { status: 403 } }
    const made = await deleting(script, { texts: [1, 2, 3].map(idOf), flags: { output: 'json' } })
    expect(await errorOf(made.remove)).toMatchObject({
      code: 'not_permitted',
      message: expect.stringContaining('Number 2 (00000002): '),
    })
    expect(JSON.parse(made.stdout())).toMatchObject([{ id: idOf(1) }, { id: idOf(3) }])
  })

  it.each([
    ['after a retry', [{ status: 500 }, gone]],
    ['at first', [gone]],
  ])('takes 404 %s for done, once the list has it no more', async (_, answers) => {
    const lists = [three[LIST], listOf(listEntry(2))] as Answer[]
    const made = await deleting(
      { [LIST]: lists, [routeOf('DELETE', 1)]: answers },
      { secrets: { 1: SECRET } },
    )
    expect(await made.remove()).toBe(0)
    expect(made.stderr()).toContain('✓ deleted   Number 1 (00000001); it was deleted already\n')
    expect(made.secrets()).toEqual({})
  })

  it.each<[string, Answer, ErrorCode]>([
    ['a 404 while the list has it', gone, 'failed'],
    ["a proxy's page", { status: 404, body: '<html>404 Not Found</html>' }, 'invalid_response'],
  ])('forgets no secret at %s', async (_, answer, code) => {
    const made = await deleting({ ...three, [routeOf('DELETE', 1)]: answer }, { secrets: { 1: SECRET } })
    expect((await errorOf(made.remove)).code).toBe(code)
    expect(made.secrets()).toEqual({ [`secret:${idOf(1)}`]: SECRET })
  })

  it('ends a rotation that had only kept it', async () => {
    const kept = operation({ step: 'kept', created: idOf(2), keep_old: true })
    const made = await deleting({ ...three, ...deletes(1) }, { operations: [kept] })
    expect(await made.remove()).toBe(0)
    expect(made.left()).toEqual([])
  })

  it('ends an interrupted creation of it', async () => {
    const left = operation({ kind: 'create', old: undefined, step: 'stored', created: idOf(1) })
    const made = await deleting({ ...three, ...deletes(1) }, { operations: [left] })
    expect(await made.remove()).toBe(0)
    expect(made.left()).toEqual([])
  })

  it('refuses a column that there is not before anything is deleted', async () => {
    const made = await deleting({}, { flags: { output: 'csv', columns: 'nonsense' } })
    expect((await errorOf(made.remove)).code).toBe('usage')
  })

  it('says which engine still has the login', async () => {
    const { env } = dockerHome(1)
    const made = await deleting({ ...three, ...deletes(1) }, { env, engines: ['docker'], force: true })
    expect(await made.remove()).toBe(0)
    expect(made.stderr()).toContain('            used by docker (~/.docker/config.json)\n')
    expect(made.stderr()).toContain(
      '! docker    its login for quay.io no longer works; to log in again: dgsh login --engine docker\n',
    )
  })
})

describe('nothing is deleted, and creds delete ends with an error,', () => {
  it('off a terminal without --yes, before any request', async () => {
    const made = await deleting({}, { yes: false })
    expect(await errorOf(made.remove)).toMatchObject({ code: 'input_required', hint: 'pass --yes' })
    expect(made.requests).toEqual([])
  })

  it.each<[text: string, code: ErrorCode]>([
    ['99999999', 'credential_not_found'],
    ['0000', 'usage'],
    ['00', 'usage'],
  ])('when one of several is %s', async (text, code) => {
    const made = await deleting(three, { texts: [idOf(1), text] })
    expect((await errorOf(made.remove)).code).toBe(code)
    expect(made.asked()).toEqual(['GET list'])
  })

  it('with --yes for one that is in use, beside one that is not', async () => {
    const { env } = dockerHome(1)
    const made = await deleting(three, { env, engines: ['docker'], texts: [idOf(2), idOf(1)] })
    expect(await errorOf(made.remove)).toMatchObject({
      code: 'failed',
      message: 'Number 1 (00000001) is used by docker (~/.docker/config.json): nothing was deleted',
      hint: expect.stringContaining('--force'),
    })
    expect(made.asked()).toEqual(['GET list'])
  })

  it('with --yes when it cannot be known whether it is in use', async () => {
    const { env, file } = dockerHome()
    writeFileSync(file, '{')
    const made = await deleting(three, { env, engines: ['docker'] })
    expect(await errorOf(made.remove)).toMatchObject({
      code: 'failed',
      message: expect.stringContaining('cannot tell whether Number 1 (00000001) is in use: '),
    })
    expect(made.asked()).toEqual(['GET list'])
  })

  it('after a no', async () => {
    const questions = [{ confirm: 'Delete Number 1 (00000001)?', answer: false }]
    const made = await deleting(three, { yes: false, isTTY: true, questions })
    expect(await errorOf(made.remove)).toMatchObject({ code: 'failed', message: 'nothing was deleted' })
  })

  it('after a no to the last of several', async () => {
    const questions = [
      { confirm: 'Delete Number 1 (00000001)?', answer: true },
      { confirm: 'Delete Number 2 (00000002)?', answer: false },
    ]
    const made = await deleting(three, { yes: false, isTTY: true, questions, texts: [idOf(1), idOf(2)] })
    expect((await errorOf(made.remove)).message).toBe('nothing was deleted')
    expect(made.asked()).toEqual(['GET list'])
  })

  it.each([
    ['the old one', idOf(1), operation({ step: 'delivering', created: idOf(2) })],
    ['the new one', idOf(2), operation({ step: 'delivering', created: idOf(2) })],
    ['the new one of a kept one', idOf(2), operation({ step: 'kept', created: idOf(2), keep_old: true })],
  ])('for %s of a rotation that is not done', async (_, text, left) => {
    const made = await deleting(three, { texts: [text], operations: [left] })
    expect(await errorOf(made.remove)).toMatchObject({
      code: 'failed',
      message: 'the rotation of Number 1 (00000001) to Number 1 (00000002) is not finished',
      hint: expect.stringContaining('--abort'),
    })
  })
})

describe('a deletion is asked about', () => {
  it('by a yes where it is not in use', async () => {
    const questions = [{ confirm: 'Delete Number 1 (00000001)?', answer: true }]
    const made = await deleting({ ...three, ...deletes(1) }, { yes: false, isTTY: true, questions })
    expect(await made.remove()).toBe(0)
  })

  it('by the start of its id where it is in use', async () => {
    const questions = [
      { text: 'It is still in use. Type 0000 to delete Number 1 (00000001)', answer: ' 0000 ' },
    ]
    const made = await deleting(
      { ...three, ...deletes(1) },
      { ...dockerHome(1), yes: false, isTTY: true, engines: ['docker'], questions },
    )
    expect(await made.remove()).toBe(0)
  })

  it('all before the first of them goes', async () => {
    let asked: string[] = []
    const questions = [
      { confirm: 'Delete Number 1 (00000001)?', answer: true },
      {
        confirm: 'Delete Number 2 (00000002)?',
        answer: () => {
          asked = made.asked()
          return true
        },
      },
    ]
    const made = await deleting(
      { ...three, ...deletes(1, 2) },
      { yes: false, isTTY: true, questions, texts: [idOf(1), idOf(2)] },
    )
    expect(await made.remove()).toBe(0)
    expect(asked).toEqual(['GET list'])
  })
})

describe('the old one that a rotation kept', () => {
  it('may be deleted', async () => {
    const operations = [operation({ step: 'kept', created: idOf(2), keep_old: true })]
    const made = await deleting({ ...three, ...deletes(1) }, { operations })
    expect(await made.remove()).toBe(0)
  })
})

describe('the secret of a credential that goes', () => {
  const locked = async () => {
    throw new DgshError('store_locked', 'the store is locked')
  }
  const entries = { [secretName(idOf(1))]: SECRET }

  async function deletingWith(store: MemoryStore) {
    const made = await lifecycleContext(
      { ...three, ...deletes(1) },
      { env: dockerHome().env, flags: { output: 'id' } },
    )
    const context = replacing(made.context, { stores: { chosen: async () => store } })
    expect(await run({ credentials: [idOf(1)], yes: true, force: false }, context)).toBe(0)
    return made
  }

  it('stays in a store that can only be read', async () => {
    const store = memoryStore(entries, { writable: false, delete: locked })
    const { stdout } = await deletingWith(store)
    expect([stdout(), store.entries.size]).toEqual([`${idOf(1)}\n`, 1])
  })

  it('is no reason to fail when the store cannot tell of it', async () => {
    const { stderr } = await deletingWith(memoryStore(entries, { list: locked }))
    expect(stderr()).toMatch(/^note: the store is locked\n/)
  })

  it('is no reason to fail when the store does not forget it: the credential is deleted', async () => {
    const { stdout, stderr } = await deletingWith(memoryStore(entries, { delete: locked }))
    expect(stdout()).toBe(`${idOf(1)}\n`)
    expect(stderr()).toContain('! secret    still in memory: the store is locked\n')
  })
})
