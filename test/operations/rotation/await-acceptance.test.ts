import { describe, expect, it } from 'vitest'
import { DgshError, type ErrorCode } from '../../../src/errors.ts'
import { awaitAcceptance } from '../../../src/operations/rotation/await-acceptance.ts'
import { type TestSetup, testContext } from '../../helpers/context.ts'
import { fakeRegistry, type RegistryReply } from '../../helpers/fake-registry.ts'
import { rotation } from '../../helpers/operations.ts'
import { credential, idOf, SECRET } from '../../helpers/samples.ts'
import { replacing } from '../../helpers/scripted-lifecycle.ts'
import { errorOf } from '../../helpers/thrown.ts'

const both = { api: true, engine: true }

function waiting(wait: number, replies: readonly RegistryReply[], setup: TestSetup = {}, scopes?: string[]) {
  const registry = fakeRegistry(...replies)
  const { context, stderr } = testContext(setup)
  const granted = credential(2, scopes === undefined ? {} : { scopes })
  const left = rotation({ created: idOf(2), api_url: 'https://api.deepgram.com' })
  const acceptance = { obtained: { credential: granted, secret: SECRET }, operation: left, wait }
  const go = () =>
    awaitAcceptance(acceptance, replacing(context, { remote: { registry: async () => registry } }))
  return { go, registry, stderr }
}

describe('awaitAcceptance', () => {
  it('asks once when all is accepted, for every image of the scopes', async () => {
    const { go, registry, stderr } = waiting(0, [both])
    await go()
    expect(registry.questions).toEqual([
      {
        username: `deepgram+${idOf(2)}`,
        secret: SECRET,
        repositories: ['deepgram/self-hosted-api', 'deepgram/self-hosted-engine'],
      },
    ])
    expect(stderr()).toBe('✓ accepted  by quay.io\n')
  })

  it('asks about the login alone where no image is known', async () => {
    const { go, registry, stderr } = waiting(0, [{}], {}, ['self-hosted:product:hotpepper'])
    await go()
    expect(registry.questions[0]?.repositories).toEqual([])
    expect(stderr()).toBe('✓ accepted  by quay.io\n')
  })

  it('is content where the registry does not tell what may be pulled', async () => {
    await waiting(0, [{ api: undefined, engine: undefined }]).go()
  })

  it.each<[reason: string, reply: RegistryReply]>([
    ['the login is not known yet', 'refused'],
    ['an image is closed yet', { api: true, engine: false }],
    ['the registry cannot be reached', new DgshError('registry_unreachable', 'gone')],
    ['there were too many requests', new DgshError('rate_limited', 'slow down')],
    ['the registry fails', new DgshError('server_error', '502')],
    ['the registry does not answer', new DgshError('timeout', 'late')],
  ])('asks again when %s', async (_, reply) => {
    const { go, registry } = waiting(10, [reply, both])
    await go()
    expect(registry.questions).toHaveLength(2)
  })

  it.each<[reply: RegistryReply, code: ErrorCode, message: string]>([
    ['refused', 'login_refused', 'quay.io does not accept Number 1 (00000002): Could not find robot'],
    [
      { api: true, engine: false },
      'login_refused',
      'quay.io does not let Number 1 (00000002) pull deepgram/self-hosted-engine',
    ],
    [
      { api: false, engine: false },
      'login_refused',
      'quay.io does not let Number 1 (00000002) pull deepgram/self-hosted-api, deepgram/self-hosted-engine',
    ],
    [new DgshError('server_error', '502'), 'server_error', '502'],
  ])('asks only once with --wait 0: %j', async (reply, code, message) => {
    expect(await errorOf(waiting(0, [reply]).go)).toMatchObject({ code, message })
  })

  it('gives up when the time is over', async () => {
    const { go, registry } = waiting(0.6, ['refused', 'refused'])
    expect((await errorOf(go)).hint).toBe(
      [
        'Number 1 (00000001) still works',
        'to try again later: dgsh creds rotate 00000001 --resume --yes',
        'to undo: dgsh creds rotate 00000001 --abort --yes',
      ].join('\n'),
    )
    expect(registry.questions).toHaveLength(2)
  })

  it.each<[error: Error]>([
    [new DgshError('invalid_response', 'no registry')],
    [new DgshError('usage', 'bad registry')],
    [new TypeError('bug')],
  ])('does not wait for what no waiting fixes: %s', async (error) => {
    await expect(waiting(10, [error]).go()).rejects.toBe(error)
  })

  it('stops waiting when it is interrupted', async () => {
    const reason = new DgshError('interrupted', 'interrupted')
    const controller = new AbortController()
    const { signal } = controller
    const sleep = () => new Promise((resolve) => signal.addEventListener('abort', resolve))
    const { go, registry } = waiting(60, ['refused'], { signal, sleep })
    const failing = errorOf(go)
    await expect.poll(() => registry.questions.length).toBe(1)
    controller.abort(reason)
    expect(await failing).toBe(reason)
  })
})
