import { describe, expect, it } from 'vitest'
import { advance } from '../../../../src/operations/rotation/advance.ts'
import { secretName } from '../../../../src/store/store.ts'
import { dockerHome, dockerLogin } from '../../../helpers/docker-home.ts'
import { memoryStore } from '../../../helpers/memory-store.ts'
import { operation, type RecordChanges, rotation, SUCCESSOR_COMMENT } from '../../../helpers/operations.ts'
import { idOf, listEntry, SECRET } from '../../../helpers/samples.ts'
import { CREATE, createdAnswer, routeOf, type Script } from '../../../helpers/scripted-lifecycle.ts'
import { errorOf } from '../../../helpers/thrown.ts'
import { type AdvanceSetup, advancing, hookRun, OLD_SECRET, rotationContext } from './rotation.ts'

const successor = { comment: SUCCESSOR_COMMENT }

const create: Script = { [CREATE]: createdAnswer(2, SECRET, successor) }
const show: Script = { [routeOf('GET', 2)]: { body: listEntry(2, successor) } }
const hooks = ['first', 'second'].map((file) => ({ kind: 'exec' as const, command: [file] }))

describe('the old one stays, and the rotation can go on,', () => {
  const stays = async (left: RecordChanges, script: Script, setup: AdvanceSetup, step: string) => {
    const made = await advancing(left, script, setup)
    const error = await errorOf(made.go)
    expect(made.left()).toMatchObject([{ step }])
    expect(made.store.entries.get(secretName(idOf(1)))).toBe(OLD_SECRET)
    return { ...made, error }
  }

  it('when other scopes were granted', async () => {
    const granted = createdAnswer(2, SECRET, { ...successor, scopes: ['self-hosted:product:api'] })
    const { error } = await stays({}, { [CREATE]: granted }, {}, 'stored')
    expect(error).toMatchObject({
      code: 'scopes_differ',
      hint: 'to undo: dgsh creds rotate 00000001 --abort --yes',
    })
  })

  it('when the registry does not accept the new one', async () => {
    const { error } = await stays({}, create, { replies: ['refused'] }, 'stored')
    expect(error.code).toBe('login_refused')
  })

  it('when a hook fails', async () => {
    const result = { exitCode: 3, stdout: 'trying\n', stderr: 'no route to edge7\n' }
    const exec = () => [{ ...hookRun('first'), result }]
    const left = { step: 'accepted' as const, created: idOf(2), targets: hooks }
    const { error, stderr } = await stays(left, show, { kept: [1, 2], exec }, 'delivering')
    expect(error).toMatchObject({
      code: 'failed',
      message: 'the hook first failed (exit code 3): no route to edge7',
    })
    expect(stderr()).toContain('first: trying\nfirst: no route to edge7\n')
  })

  it.each([
    ['is missing', { exitCode: undefined, startError: 'ENOENT' }, '(ENOENT)'],
    ['is killed', { exitCode: undefined, signal: 'SIGKILL' }, '(SIGKILL)'],
  ])('when a hook %s', async (_, result, why) => {
    const exec = () => [{ ...hookRun('first'), result }]
    const left = { step: 'accepted' as const, created: idOf(2), targets: hooks }
    const { error } = await stays(left, show, { kept: [1, 2], exec }, 'delivering')
    expect(error.message).toBe(`the hook first failed ${why}`)
  })

  it('when docker says that it is logged in, and its file does not have the login', async () => {
    const home = dockerHome(1)
    const targets = [{ kind: 'engine' as const, engine: 'docker' as const, key: 'quay.io', file: home.file }]
    const setup: AdvanceSetup = {
      kept: [1, 2],
      env: home.env,
      engines: ['docker'],
      exec: (pathOf) => [
        { request: dockerLogin(home, pathOf('docker'), { number: 2, secret: SECRET }).request },
      ],
    }
    const { error } = await stays({ step: 'accepted', created: idOf(2), targets }, show, setup, 'delivering')
    expect(error).toMatchObject({
      code: 'engine_failed',
      message: `docker reports a successful login, but ${home.file} does not have it`,
    })
  })

  it('when its secret is gone', async () => {
    const left = { step: 'stored' as const, created: idOf(2) }
    const { error } = await stays(left, show, {}, 'stored')
    expect(error).toMatchObject({
      message: 'the secret of Number 1 (00000002) is no longer in memory',
      hint: 'to undo: dgsh creds rotate 00000001 --abort --yes',
    })
  })

  it('when it cannot be deleted', async () => {
    const left = { step: 'delivered' as const, created: idOf(2) }
    const script = { ...show, [routeOf('DELETE', 1)]: { status: 403 } }
    const { error } = await stays(left, script, { kept: [1, 2] }, 'deleting')
    expect(error.code).toBe('not_permitted')
  })
})

describe('a new one whose secret cannot be kept', () => {
  it('is deleted again, and the rotation is over', async () => {
    const made = await rotationContext(
      { ...create, [routeOf('DELETE', 2)]: { status: 204 } },
      { operations: [operation()] },
    )
    const log = await (await made.context.journal()).take(rotation())
    const store = memoryStore({}, { get: async () => undefined })
    const error = await errorOf(() => advance({ log, store, wait: 0 }, made.context))
    expect(error.message).toMatch(/; the credential was deleted again$/)
    expect(made.left()).toEqual([])
  })
})
