import { beforeAll, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import type { Account } from '../helpers/account.ts'
import { makeOlderPullSecret, makePullSecret, startCluster } from '../helpers/cluster.ts'
import { expectError } from '../helpers/expect-error.ts'
import { fakePrograms } from '../helpers/fake-engine.ts'
import { describeWith } from '../helpers/parts.ts'
import { temporaryHome } from '../helpers/temporary.ts'
import { idOfAccount, lineOf, setWhereStage, type WhereStage } from '../helpers/where.ts'

let sandbox: Sandbox
let first: Account
let second: Account
let gone: Account
let where: WhereStage['where']
let linesOf: WhereStage['linesOf']

beforeAll(async () => {
  ;({ sandbox, first, second, gone, where, linesOf } = await setWhereStage())
})

describeWith(['kubectl'], 'dgsh where with a cluster', () => {
  const inCluster = (context: string) => `kubernetes prod/dg-regcred in ${context}`

  async function cluster() {
    const secret = (name: string, namespace: string, account: Account, server = sandbox.registry) =>
      makePullSecret({ name, namespace, server }, account)
    return startCluster([
      await secret('dg-regcred', 'prod', first),
      await secret('dg-regcred', 'edge', gone, `https://${sandbox.registry}/v1/`),
      await secret('other', 'prod', second, 'registry.example.com'),
      await secret('robot', 'prod', { ...second, username: 'deepgram+ci' }),
      makeOlderPullSecret({ name: 'old', namespace: 'edge', server: sandbox.registry }, first),
    ])
  }

  it('finds the pull secrets by the real kubectl', async () => {
    const home = temporaryHome()
    const { kubeconfig, requests } = await cluster()
    const env = { KUBECONFIG: kubeconfig }
    expect(await linesOf(['--context', 'test', '--context', 'test'], { home, env })).toEqual([
      lineOf(first, `live ${inCluster('test')}`),
      lineOf(gone, 'deleted kubernetes edge/dg-regcred in test'),
      lineOf(second, 'live kubernetes prod/other in test, for registry.example.com'),
      lineOf(first, 'live kubernetes edge/old in test'),
    ])
    expect(requests).toEqual([
      '/api/v1/secrets?fieldSelector=type%3Dkubernetes.io%2Fdockerconfigjson&limit=500',
      '/api/v1/secrets?fieldSelector=type%3Dkubernetes.io%2Fdockercfg&limit=500',
    ])
    const args = ['--context', 'test', '--namespace', 'prod']
    expect(await linesOf(args, { home, env })).toEqual([
      lineOf(first, `live ${inCluster('test')}`),
      lineOf(second, 'live kubernetes prod/other in test, for registry.example.com'),
    ])
    expect(requests[2]).toContain('/api/v1/namespaces/prod/secrets?')
  })

  it('names the pull secret in JSON', async () => {
    const { kubeconfig } = await cluster()
    const { stdout } = await where(['--context', 'test', idOfAccount(first), '-o', 'json'], {
      env: { KUBECONFIG: kubeconfig },
    })
    expect(JSON.parse(stdout)).toMatchObject([
      {
        ...{ kind: 'kubernetes', key: sandbox.registry, deliverable: false, file: null },
        kubernetes: { context: 'test', namespace: 'prod', name: 'dg-regcred' },
      },
      { kubernetes: { context: 'test', namespace: 'edge', name: 'old' } },
    ])
  })

  it.each([
    [
      'a context that there is not',
      ['--context', 'nonsense'],
      /pull secrets in nonsense cannot be listed: kubectl says: /,
    ],
    [
      'a cluster that is gone',
      ['--context', 'test', '--context', 'gone'],
      /in gone cannot be listed: kubectl says: /,
    ],
    [
      'a refusal',
      ['--context', 'test', '--namespace', 'closed'],
      /in closed of test cannot be listed.*forbidden/,
    ],
  ])('ends with an error for %s, and writes nothing', async (_, args, message) => {
    const { kubeconfig } = await cluster()
    const result = await where([...args, '--timeout', '20'], { env: { KUBECONFIG: kubeconfig } })
    expectError(result, { code: 'failed', message })
  })
})

describe('dgsh where with a kubectl that', () => {
  it('is missing ends with an error', async () => {
    const result = await where(['--context', 'x'], { env: { PATH: fakePrograms().directory } })
    expectError(result, {
      code: 'failed',
      message: /pull secrets in x cannot be listed: kubectl is not on PATH/,
    })
  })

  it('prints secrets and fails shows none of them', async () => {
    const programs = fakePrograms()
    programs.add('kubectl', { stdout: `{"items":["${first.secret}"`, exit: 1 })
    const result = await where(['--context', 'x', '--debug'], { env: { PATH: programs.directory } })
    expectError(result, { code: 'failed', message: /kubectl ended with 1/ })
    expect(programs.calls('kubectl')).toMatchObject([{ stdin: '' }])
    expect(programs.calls('kubectl')[0]?.environment).not.toHaveProperty('DEEPGRAM_API_KEY')
  })

  it.each([
    [['--namespace', 'x'], /--namespace is for clusters/],
    [['--context', ''], /--context cannot be ""/],
    [['--context', 'x', '--namespace', ''], /--namespace cannot be ""/],
  ])('is not asked for %j, which is a mistake', async (args, message) => {
    expectError(await where(args, {}), { code: 'usage', message })
  })
})
