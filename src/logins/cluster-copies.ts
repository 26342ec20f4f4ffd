import type { Context } from '../app/context.ts'
import { idInUsername } from '../deepgram/names.ts'
import { type Cluster, findInCluster, type PullSecretLogin } from '../engines/kubernetes.ts'
import { DgshError } from '../errors.ts'
import type { Copy } from './copy.ts'
import { loginSearch } from './login-search.ts'
import { describePlace, isOfDeepgram } from './usages.ts'

/**
 * The copies in the pull secrets of clusters, one after the other. The user named these clusters: one that does
 * not answer is an error, unlike a file that cannot be read.
 */
export async function findClusterCopies(clusters: readonly Cluster[], context: Context): Promise<Copy[]> {
  const { timeout } = await context.settings()
  const search = { ...(await loginSearch(context)), wants: isOfDeepgram, timeoutMs: timeout.value * 1000 }
  const copies: Copy[] = []
  for (const cluster of clusters) {
    const found = await findInCluster(cluster, search)
    if ('reason' in found) throw notKnown(cluster, found.reason)
    for (const problem of found.problems) context.messages.note(problem)
    copies.push(...found.logins.flatMap((login) => copyOf(login, search.registry)))
  }
  return copies
}

function copyOf({ context, namespace, name, key, username }: PullSecretLogin, registry: string): Copy[] {
  const id = idInUsername(username)
  if (id === undefined) return []
  const { place } = describePlace({ key, place: `${namespace}/${name} in ${context}` }, registry)
  const nowhere = { file: null, helper: null, deliverable: false, temporary: false }
  return [{ id, username, kind: 'kubernetes', place, key, ...nowhere, secret: { context, namespace, name } }]
}

function notKnown({ context, namespace }: Cluster, reason: string): DgshError {
  const where = namespace === undefined ? context : `${namespace} of ${context}`
  return new DgshError('failed', `the pull secrets in ${where} cannot be listed: ${reason}`, {
    hint: 'listing secrets takes a permission of its own; --namespace asks for one namespace only\nto see the contexts: kubectl config get-contexts',
  })
}
