import type { ExecResult } from '../context.ts'
import type { HelperAccess } from './credential-helper.ts'
import { findProgram } from './find.ts'
import {
  entriesOf,
  isWanted,
  type LoginConfig,
  loginOf,
  parseJson,
  parseLoginConfig,
  type WantedLogins,
} from './login-config.ts'
import { lastLine } from './outcome.ts'

/** A cluster to look at, by what kubectl calls it. */
export interface Cluster {
  /** The name of a context in the kubeconfig. */
  context: string
  /** Left out, all namespaces. */
  namespace?: string | undefined
}

/** A login in a pull secret. */
export interface PullSecretLogin {
  /** The cluster's {@link Cluster.context}. */
  context: string
  namespace: string
  /** The name of the Kubernetes secret. */
  name: string
  /** What it is kept under in there, e.g. `quay.io`. */
  key: string
  username: string
}

/** The logins found in a cluster, and the sentences that say where there may be more; or why none is known. */
export type FoundInCluster = { logins: PullSecretLogin[]; problems: string[] } | { reason: string }

/** What is needed to ask a cluster. */
export interface ClusterSearch extends HelperAccess, WantedLogins {
  timeoutMs: number
}

/** The type that `kubectl create secret docker-registry` makes, and where its config is (kubernetes.io/docs, Secret types). */
export const PULL_SECRET_TYPE = 'kubernetes.io/dockerconfigjson'

/** See {@link PULL_SECRET_TYPE}. */
export const PULL_SECRET_KEY = '.dockerconfigjson'

const LONGEST_QUOTE = 300

/** The arguments of kubectl that list the pull secrets of a cluster. Names are joined to their options, whatever they begin with. */
export function listArguments({ context, namespace }: Cluster): string[] {
  return [
    `--context=${context}`,
    ...['get', 'secrets', namespace === undefined ? '--all-namespaces' : `--namespace=${namespace}`],
    ...['--field-selector', `type=${PULL_SECRET_TYPE}`, '-o', 'json'],
  ]
}

/** Asks a cluster, by kubectl, for the logins in its pull secrets that are looked for. Never rejects because of kubectl. */
export async function findInCluster(cluster: Cluster, search: ClusterSearch): Promise<FoundInCluster> {
  const { env, platform, timeoutMs } = search
  const file = findProgram('kubectl', { path: env.PATH, platform })
  if (file === undefined) return { reason: 'kubectl is not on PATH' }
  const result = await search.exec({ file, args: listArguments(cluster), timeoutMs })
  if (result.timedOut === true) return { reason: `kubectl gave no answer in ${timeoutMs / 1000} seconds` }
  if (result.exitCode !== 0) return { reason: explainFailure(result) }
  return readPullSecrets(result.stdout, cluster.context, search) ?? { reason: "kubectl's answer is no list" }
}

/** Reads the list of secrets as kubectl prints it; undefined when it is none. A secret that is odd hides no other. */
export function readPullSecrets(
  text: string,
  context: string,
  search: WantedLogins,
): { logins: PullSecretLogin[]; problems: string[] } | undefined {
  const items = entriesOf(parseJson(text)).get('items')
  if (!Array.isArray(items)) return undefined
  const read = items.map((item: unknown) => readPullSecret(item, context, search))
  return {
    logins: read.flatMap((found) => ('logins' in found ? found.logins : [])),
    problems: read.flatMap((found) => ('problem' in found ? [found.problem] : [])),
  }
}

function readPullSecret(
  item: unknown,
  context: string,
  search: WantedLogins,
): { logins: PullSecretLogin[] } | { problem: string } {
  const fields = entriesOf(item)
  const metadata = entriesOf(fields.get('metadata'))
  const [namespace, name] = [textOf(metadata.get('namespace')), textOf(metadata.get('name'))]
  const config = configInSecret(item)
  if (config === undefined) {
    const secret = `the secret ${namespace}/${name} of ${context}`
    return { problem: `it is not known which logins ${secret} holds: it is not in the form of pull secrets` }
  }
  const logins = [...config.auths].flatMap(([key, entry]) => {
    const username = loginOf(entry)?.username
    return username === undefined || !isWanted(search, key, username)
      ? []
      : [{ context, namespace, name, key, username }]
  })
  return { logins }
}

/** The config that a pull secret holds, from the secret as kubectl prints it; undefined when it holds none. */
export function configInSecret(secret: unknown): LoginConfig | undefined {
  const data = entriesOf(entriesOf(secret).get('data')).get(PULL_SECRET_KEY)
  return typeof data === 'string' ? parseLoginConfig(Buffer.from(data, 'base64').toString('utf8')) : undefined
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function explainFailure({ exitCode, signal, startError, stderr }: ExecResult): string {
  if (startError !== undefined) return `kubectl cannot be started (${startError})`
  const said = lastLine(stderr)
  return said === ''
    ? `kubectl ended with ${signal ?? exitCode}`
    : `kubectl says: ${said.slice(0, LONGEST_QUOTE)}`
}
