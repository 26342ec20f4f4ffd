import { describe, expect, it } from 'vitest'
import { planRotation } from '../../../src/operations/rotation/plan.ts'
import { NOW } from '../../helpers/context.ts'
import { type DockerHome, dockerHome } from '../../helpers/docker-home.ts'
import { credential, SECRET } from '../../helpers/samples.ts'
import { type LifecycleSetup, lifecycleContext } from '../../helpers/scripted-lifecycle.ts'
import { errorOf } from '../../helpers/thrown.ts'

type Options = Parameters<typeof planRotation>[1]

const nothing: Options = { hooks: [], keepOld: false, grace: undefined, yes: false }

/** Plans the rotation of the first credential; no request is made for that. */
async function planning(home: DockerHome, setup: LifecycleSetup = {}, changes: Partial<Options> = {}) {
  const { context } = await lifecycleContext({}, { engines: ['docker'], env: home.env, ...setup })
  const options = { ...nothing, ...changes }
  return { plan: () => planRotation(credential(1), options, context) }
}

describe('planRotation', () => {
  it('wants the same, marked by its comment, for the engines that hold it', async () => {
    const home = dockerHome(1)
    const plan = await (await planning(home)).plan()
    expect(plan).toEqual({
      previous: credential(1),
      wanted: {
        provider: 'quay',
        scopes: credential(1).scopes,
        tags: ['production'],
        comment: expect.stringMatching(/^Number 1 \(replaces 00000001, rotation [0-9a-f]{4}\)$/),
      },
      targets: [{ kind: 'engine', engine: 'docker', key: 'quay.io', file: home.file }],
      places: ['docker (~/.docker/config.json)'],
      keepOld: false,
      due: undefined,
    })
  })

  it('has the hooks after the engines', async () => {
    const { plan } = await planning(dockerHome(1), {}, { hooks: [['ssh', 'edge']] })
    const { targets, places } = await plan()
    expect(targets[1]).toEqual({ kind: 'exec', command: ['ssh', 'edge'] })
    expect(places).toEqual(['docker (~/.docker/config.json)', 'ssh edge'])
  })

  it('passes over engines that hold another', async () => {
    const { plan } = await planning(dockerHome(2), { secrets: { 1: SECRET } })
    expect((await plan()).targets).toEqual([])
  })

  it('knows when the grace is over', async () => {
    const changes = { keepOld: true, grace: 3_600_000 }
    const { due } = await (await planning(dockerHome(), {}, changes)).plan()
    expect(due).toEqual(new Date(NOW.getTime() + 3_600_000))
  })

  it('refuses when it is in use where dgsh cannot put another', async () => {
    const { plan } = await planning(dockerHome(1), { engines: [] })
    expect(await errorOf(plan)).toMatchObject({
      code: 'failed',
      message: expect.stringMatching(
        /^Number 1 \(00000001\) is used by .* \(~\/\.docker\/config\.json\), where dgsh cannot replace it$/,
      ),
      hint: expect.stringContaining('--keep-old'),
    })
  })

  it('leaves such a place to the user with --keep-old', async () => {
    const { plan } = await planning(dockerHome(1), { engines: [] }, { keepOld: true })
    expect(await plan()).toMatchObject({ targets: [], places: [], keepOld: true })
  })

  it('refuses when nothing is known to use it, and says what to do', async () => {
    const error = await errorOf((await planning(dockerHome())).plan)
    expect(error.message).toContain('nothing on this machine is known to use Number 1 (00000001)')
    expect(error.hint).toMatch(/--exec.*\n.*: dgsh creds rotate 00000001 --keep-old$/)
  })

  it.each<[reason: string, setup: LifecycleSetup, changes: object]>([
    ['its secret is in the store', { secrets: { 1: SECRET } }, {}],
    ['a hook takes it', {}, { hooks: [['a']] }],
    ['the old one is kept', {}, { keepOld: true }],
  ])('does not mind that when %s', async (_, setup, changes) => {
    expect(await (await planning(dockerHome(), setup, changes)).plan()).toBeDefined()
  })
})
