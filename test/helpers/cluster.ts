import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import type { Account } from './account.ts'
import { listenOnLoopback } from './loopback.ts'
import { succeed } from './run-program.ts'
import { temporaryDirectory } from './temporary.ts'

/** As much of a Kubernetes cluster as kubectl needs to list secrets. */
export interface Cluster {
  /** The kubeconfig, whose contexts are `test` and, with nothing behind it, `gone`. */
  kubeconfig: string
  /** The paths and queries by which secrets were asked for. */
  requests: string[]
}

/** What kubectl asks before anything else: which resources there are. */
const DISCOVERY: Readonly<Record<string, unknown>> = {
  '/api': { kind: 'APIVersions', versions: ['v1'] },
  '/apis': { kind: 'APIGroupList', apiVersion: 'v1', groups: [] },
  '/api/v1': {
    kind: 'APIResourceList',
    groupVersion: 'v1',
    resources: [
      { name: 'secrets', singularName: 'secret', namespaced: true, kind: 'Secret', verbs: ['get', 'list'] },
    ],
  },
}

/** Starts the API of a cluster that has these secrets, and refuses the namespace `closed`. */
export async function startCluster(secrets: readonly object[]): Promise<Cluster> {
  const requests: string[] = []
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://cluster')
    const known = DISCOVERY[url.pathname]
    if (url.pathname.endsWith('/secrets')) requests.push(request.url ?? '')
    const isClosed = url.pathname.includes('/namespaces/closed/')
    response.writeHead(isClosed ? 403 : 200, { 'Content-Type': 'application/json' })
    response.end(JSON.stringify(isClosed ? FORBIDDEN : (known ?? listOf(secrets, url))))
  })
  return { kubeconfig: writeKubeconfig(await listenOnLoopback(server)), requests }
}

const FORBIDDEN = {
  ...{ kind: 'Status', apiVersion: 'v1', status: 'Failure', reason: 'Forbidden', code: 403 },
  message: 'secrets is forbidden: User "test" cannot list resource "secrets" in the namespace "closed"',
}

function listOf(secrets: readonly object[], { pathname, searchParams }: URL): unknown {
  const namespace = /\/namespaces\/([^/]+)\//.exec(pathname)?.[1]
  const selector = searchParams.get('fieldSelector')
  const items = (secrets as { type: string; metadata: { namespace: string } }[]).filter(
    ({ type, metadata }) =>
      [undefined, metadata.namespace].includes(namespace) && [null, `type=${type}`].includes(selector),
  )
  return { kind: 'SecretList', apiVersion: 'v1', metadata: { resourceVersion: '1' }, items }
}

function writeKubeconfig(port: number): string {
  const file = join(temporaryDirectory(), 'kubeconfig')
  const cluster = (name: string, at: number) => ({ name, cluster: { server: `http://127.0.0.1:${at}` } })
  const context = (name: string) => ({ name, context: { cluster: name, user: 'test' } })
  const config = {
    ...{ apiVersion: 'v1', kind: 'Config', users: [{ name: 'test', user: {} }] },
    clusters: [cluster('test', port), cluster('gone', 1)],
    contexts: [context('test'), context('gone')],
  }
  writeFileSync(file, JSON.stringify(config))
  return file
}

/** What a pull secret is called, and which registry its login is for. */
interface PullSecretPlace {
  name: string
  namespace: string
  server: string
}

/** A pull secret of the older type, which kubectl makes no longer. */
export function makeOlderPullSecret(
  { name, namespace, server }: PullSecretPlace,
  { username, secret }: Account,
): object {
  const auth = Buffer.from(`${username}:${secret}`).toString('base64')
  const config = Buffer.from(JSON.stringify({ [server]: { username, auth } })).toString('base64')
  const metadata = { name, namespace }
  return {
    ...{ apiVersion: 'v1', kind: 'Secret', metadata, type: 'kubernetes.io/dockercfg' },
    data: { '.dockercfg': config },
  }
}

/** A pull secret as kubectl itself makes it. */
export async function makePullSecret(
  { name, namespace, server }: PullSecretPlace,
  { username, secret }: Account,
): Promise<object> {
  const login = [`--docker-server=${server}`, `--docker-username=${username}`, `--docker-password=${secret}`]
  const argv = ['kubectl', 'create', 'secret', 'docker-registry', name, '-n', namespace, ...login]
  const made = await succeed([...argv, '--dry-run=client', '-o', 'json'], {
    env: { PATH: process.env.PATH ?? '', HOME: temporaryDirectory() },
  })
  return JSON.parse(made) as object
}
