import { parseJson } from '../json.ts'
import type { ExecResult } from '../ports.ts'
import type { HelperAccess } from './credential-helper.ts'
import { findProgram } from './find.ts'
import { PULL_SECRET_KEYS } from './kubelet-config.ts'
import {
  entriesOf,
  isWanted,
  type LoginConfig,
  loginOf,
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

const LONGEST_QUOTE = 300

/** Returns the arguments of kubectl that list a cluster's secrets of one type. Names are joined to their options, whatever they begin with. */
export function listArguments({ context, namespace }: Cluster, type: string): string[] {
  return [
    `--context=${context}`,
    ...['get', 'secrets', namespace === undefined ? '--all-namespaces' : `--namespace=${namespace}`],
    ...['--field-selector', `type=${type}`, '-o', 'json'],
  ]
}

/**
 * Asks a cluster, by kubectl, for the logins in its pull secrets that are looked for: once for each type, as a field selector knows
 * no "or". Never rejects because of kubectl.
 */
export async function findInCluster(cluster: Cluster, search: ClusterSearch): Promise<FoundInCluster> {
  const { env, platform } = search
  const file = findProgram('kubectl', { path: env.PATH, platform })
  if (file === undefined) return { reason: 'kubectl is not on PATH' }
  const items: unknown[] = []
  // One after the other: kubectl may have a login program that asks somebody.
  for (const type of PULL_SECRET_KEYS.keys()) {
    const answer = await listSecrets(file, { cluster, type }, search)
    if ('reason' in answer) return answer
    items.push(...answer.items)
  }
  return readPullSecrets(items, cluster.context, search)
}

async function listSecrets(
  file: string,
  { cluster, type }: { cluster: Cluster; type: string },
  { exec, timeoutMs }: ClusterSearch,
): Promise<{ items: unknown[] } | { reason: string }> {
  const result = await exec({ file, args: listArguments(cluster, type), timeoutMs })
  if (result.timedOut === true) return { reason: `kubectl gave no answer in ${timeoutMs / 1000} seconds` }
  if (result.exitCode !== 0) return { reason: explainFailure(result) }
  const items = entriesOf(parseJson(result.stdout)).get('items')
  if (!Array.isArray(items)) return { reason: "kubectl's answer is no list" }
  // What does not heed the selector lists a secret once for each type.
  const isOfOtherType = (item: unknown) => ![type, undefined].includes(typeOf(item))
  return { items: items.filter((item: unknown) => !isOfOtherType(item)) }
}

/** Reads secrets as kubectl prints them. A secret that is odd hides no other. */
export function readPullSecrets(
  items: readonly unknown[],
  context: string,
  search: WantedLogins,
): { logins: PullSecretLogin[]; problems: string[] } {
  const read = items.map((item) => readPullSecret(item, context, search))
  return {
    logins: read.flatMap((found) => ('logins' in found ? found.logins : [])),
    problems: [...new Set(read.flatMap((found) => ('problem' in found ? [found.problem] : [])))],
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

/**
 * The config that a pull secret holds, from the secret as kubectl prints it, as far as it can be read; undefined when it holds none.
 * A kubelet may refuse what is read here, and its logins are copies of a credential all the same.
 */
function configInSecret(secret: unknown): LoginConfig | undefined {
  const dataKey = PULL_SECRET_KEYS.get(typeOf(secret) ?? '')
  const data = dataKey && entriesOf(entriesOf(secret).get('data')).get(dataKey)
  if (typeof data !== 'string') return undefined
  const text = Buffer.from(data, 'base64').toString('utf8')
  return parseLoginConfig(dataKey === '.dockercfg' ? `{"auths":${text}}` : text)
}

function typeOf(secret: unknown): string | undefined {
  const type = entriesOf(secret).get('type')
  return typeof type === 'string' ? type : undefined
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
