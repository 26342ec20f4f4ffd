import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Cluster, findInCluster, listArguments, readPullSecrets } from '../../src/engines/kubernetes.ts'
import type { ExecRequest, ExecResult } from '../../src/ports.ts'
import { temporaryDirectory } from '../helpers/temporary.ts'

const CONFIG_JSON = 'kubernetes.io/dockerconfigjson'
const CONFIG = 'kubernetes.io/dockercfg'

const base64 = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64')

const entry = (username: string) => ({ username, password: 'SECRET', auth: base64(`${username}:SECRET`) })

/** A secret as kubectl prints it. */
function secret(data: unknown, name = 'dg-regcred', namespace = 'prod', type = CONFIG_JSON) {
  return { apiVersion: 'v1', kind: 'Secret', type, metadata: { name, namespace }, data }
}

const pullSecret = (auths: unknown, name?: string) => secret({ '.dockerconfigjson': base64({ auths }) }, name)

/** What is found in a list, each login as one line. */
function found(items: unknown[]) {
  const read = readPullSecrets(items, 'edge', { registry: 'quay.io' })
  return {
    logins: read.logins.map(
      ({ context, namespace, name, key, username }) => `${context} ${namespace}/${name} ${key} ${username}`,
    ),
    problems: read.problems,
  }
}

const problemOf = (name: string) =>
  `it is not known which logins the secret ${name} of edge holds: it is not in the form of pull secrets`

describe('listArguments', () => {
  it.each<[cluster: Cluster, args: string]>([
    [{ context: 'prod' }, '--context=prod get secrets --all-namespaces'],
    [{ context: 'prod', namespace: 'dg' }, '--context=prod get secrets --namespace=dg'],
    [{ context: '--kubeconfig', namespace: '-A' }, '--context=--kubeconfig get secrets --namespace=-A'],
  ])('of %j', (cluster, args) => {
    for (const type of [CONFIG_JSON, CONFIG]) {
      const rest = ` --field-selector type=${type} -o json`
      expect(listArguments(cluster, type).join(' ')).toBe(args + rest)
    }
  })
})

describe('readPullSecrets', () => {
  it('finds the logins of the registry in each secret, under all their keys', () => {
    const auths = { 'quay.io': entry('ada'), 'quay.io/deepgram': entry('bob'), 'gcr.io': entry('cid') }
    const urls = { 'https://quay.io/v1/': { auth: base64('dan:SECRET') } }
    expect(found([pullSecret(auths), pullSecret(urls, 'other'), pullSecret({}, 'empty')])).toEqual({
      logins: [
        'edge prod/dg-regcred quay.io ada',
        'edge prod/dg-regcred quay.io/deepgram bob',
        'edge prod/other https://quay.io/v1/ dan',
      ],
      problems: [],
    })
  })

  it('finds those of whoever is wanted under every key, too', () => {
    const auths = { 'mirror.example': entry('ada'), 'gcr.io': entry('bob') }
    const search = { registry: 'quay.io', wants: (username: string) => username === 'ada' }
    const read = readPullSecrets([pullSecret(auths)], 'edge', search)
    expect(read.logins).toMatchObject([{ key: 'mirror.example', username: 'ada' }])
  })

  it('reads the older type of pull secrets, which is a flat map', () => {
    const flat = { 'quay.io': entry('ada'), auths: { 'quay.io': entry('bob') } }
    expect(found([secret({ '.dockercfg': base64(flat) }, 'old', 'prod', CONFIG)])).toEqual({
      logins: ['edge prod/old quay.io ada'],
      problems: [],
    })
    expect(found([secret({ '.dockercfg': base64('{') }, 'odd', 'prod', CONFIG)])).toEqual({
      logins: [],
      problems: [problemOf('prod/odd')],
    })
  })

  it('has no secret in what it gives', () => {
    const read = readPullSecrets([pullSecret({ 'quay.io': entry('ada') })], 'edge', { registry: 'quay.io' })
    expect(JSON.stringify(read)).not.toMatch(/SECRET|password|auth/)
  })

  it.each<[what: string, data: unknown]>([
    ['no data', undefined],
    ['data that is a list', []],
    ['another key', { '.dockercfg': base64({}) }],
    ['a number', { '.dockerconfigjson': 7 }],
    ['what is no base64', { '.dockerconfigjson': '\u001b[2J %%%' }],
    ['what is no JSON', { '.dockerconfigjson': base64('{"auths":') }],
    ['a list', { '.dockerconfigjson': base64([]) }],
  ])('names a secret with %s, which hides no other', (_, data) => {
    expect(found([secret(data, 'odd'), pullSecret({ 'quay.io': entry('ada') })])).toEqual({
      logins: ['edge prod/dg-regcred quay.io ada'],
      problems: [problemOf('prod/odd')],
    })
  })

  it.each<[what: string, item: unknown]>([
    ['null', null],
    ['a number', 7],
    ['a list', []],
    ['a secret without a name', { data: {}, metadata: null }],
    ['names that are no text', { metadata: { name: {}, namespace: 7 } }],
  ])('stands %s among the items', (_, item) => {
    expect(found([item, pullSecret({ 'quay.io': entry('ada') })])).toEqual({
      logins: ['edge prod/dg-regcred quay.io ada'],
      problems: [problemOf('/')],
    })
  })

  it.each<[what: string, auths: unknown]>([
    ['no object', 'quay.io'],
    ['empty entries', { 'quay.io': {}, 'https://quay.io': null, 'http://quay.io': [] }],
    ['a token', { 'quay.io': { auth: base64('<token>:'), identitytoken: 'T' } }],
    ['names of JavaScript', { __proto__: entry('x'), constructor: entry('x') }],
  ])('finds none in auths with %s', (_, auths) => {
    expect(found([pullSecret(auths)])).toEqual({ logins: [], problems: [] })
  })
})

describe('findInCluster', () => {
  function search(result: Partial<ExecResult>, programs = ['kubectl']) {
    const bin = temporaryDirectory()
    for (const name of programs) {
      writeFileSync(join(bin, name), '')
      chmodSync(join(bin, name), 0o755)
    }
    const requests: ExecRequest[] = []
    const exec = async (request: ExecRequest): Promise<ExecResult> => {
      requests.push(request)
      const ended = { exitCode: 0, signal: undefined, stdout: '', stderr: '', startError: undefined }
      return { ...ended, ...result }
    }
    const access = { env: { PATH: bin }, platform: 'linux' as const, exec }
    return { requests, bin, search: { ...access, registry: 'quay.io', timeoutMs: 30_000 } }
  }

  it('runs kubectl once for each type, with a time limit', async () => {
    const { search: access, requests, bin } = search({ stdout: '{"items":[]}' })
    expect(await findInCluster({ context: 'edge' }, access)).toEqual({ logins: [], problems: [] })
    const expected = [CONFIG_JSON, CONFIG].map((type) => {
      const args = listArguments({ context: 'edge' }, type)
      return { file: join(bin, 'kubectl'), args, timeoutMs: 30_000 }
    })
    expect(requests).toEqual(expected)
  })

  it('finds a login once where kubectl lists more than it was asked for', async () => {
    const items = [pullSecret({ 'quay.io': entry('ada') }), secret({}, 'odd'), null]
    const { search: access } = search({ stdout: JSON.stringify({ items }) })
    expect(await findInCluster({ context: 'edge' }, access)).toMatchObject({
      logins: [{ username: 'ada' }],
      problems: [problemOf('prod/odd'), problemOf('/')],
    })
  })

  it.each(['', 'null', '[]', '{}', '{"items":{}}', '{"items":[', 'No resources found'])(
    'takes %j for no list',
    async (stdout) => {
      const { search: access } = search({ stdout })
      expect(await findInCluster({ context: 'edge' }, access)).toEqual({
        reason: "kubectl's answer is no list",
      })
    },
  )

  it.each<[reason: string, result: Partial<ExecResult>]>([
    [
      'kubectl says: error: context "edge" does not exist',
      { exitCode: 1, stderr: 'W1 x\nerror: context "edge" does not exist\n' },
    ],
    ['kubectl ended with 1', { exitCode: 1 }],
    ['kubectl ended with SIGKILL', { exitCode: undefined, signal: 'SIGKILL' }],
    ['kubectl gave no answer in 30 seconds', { exitCode: undefined, timedOut: true }],
    ['kubectl cannot be started (EACCES)', { exitCode: undefined, startError: 'EACCES' }],
    // What was printed before it failed may hold secrets.
    ['kubectl ended with 1', { exitCode: 1, stdout: '{"items":["SECRET"]}' }],
  ])('tells why nothing is known: %s', async (reason, result) => {
    expect(await findInCluster({ context: 'edge' }, search(result).search)).toEqual({ reason })
  })

  it('tells that kubectl is missing', async () => {
    const { search: access, requests } = search({}, [])
    expect(await findInCluster({ context: 'edge' }, access)).toEqual({ reason: 'kubectl is not on PATH' })
    expect(requests).toEqual([])
  })
})
