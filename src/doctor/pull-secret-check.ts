import type { Context } from '../app/context.ts'
import { makeFix } from '../app/fix.ts'
import { lastLine } from '../engines/outcome.ts'
import type { ExecResult } from '../ports.ts'
import { shellWord } from '../shell.ts'
import { type Finding, fail } from './check.ts'
import { judgePullSecret, loginsIn } from './pull-secret.ts'
import { commandToCreate, type PullSecretPlace } from './pull-secret-fix.ts'

/** Checks the pull secret of a cluster, as kubectl shows it. What it holds is shown to nobody. */
export async function checkPullSecret(
  place: PullSecretPlace,
  { host, settings, redaction }: Pick<Context, 'host' | 'settings' | 'redaction'>,
  seconds: number,
): Promise<Finding[]> {
  const { context: cluster, namespace, secretName } = place
  const result = await host.exec({
    file: 'kubectl',
    args: [`--context=${cluster}`, `--namespace=${namespace}`, 'get', 'secret', secretName, '-o', 'json'],
    timeoutMs: seconds * 1000,
  })
  const registry = (await settings()).registry.value
  const problem = explain(result, place, { registry, seconds })
  if (problem !== undefined) return [problem]
  for (const { secret } of loginsIn(result.stdout)) redaction.protect(secret)
  return [judgePullSecret(result.stdout, { place, registry })]
}

/** kubectl's words for a context that its config does not have (seen with 1.32; client-go, tools/clientcmd). */
const NO_CONTEXT =
  /^(?:error: context "[^"]*" does not exist|Error in configuration: context was not found for specified context: .*)$/

/** Why kubectl gave no secret. Its errors quote names only. */
function explain(
  { exitCode, startError, timedOut, stderr }: ExecResult,
  place: PullSecretPlace,
  { registry, seconds }: { registry: string; seconds: number },
): Finding | undefined {
  const { context: cluster, namespace, secretName } = place
  const name = 'pull-secret'
  if (startError !== undefined)
    return fail(
      name,
      `kubectl cannot be started (${startError})`,
      makeFix('install-kubectl', 'install kubectl, or add its directory to PATH'),
    )
  if (timedOut === true)
    return fail(
      name,
      `the cluster of ${cluster} does not answer within ${seconds} s`,
      makeFix('check-cluster', `kubectl --context=${shellWord(cluster)} cluster-info`),
    )
  if (exitCode === 0) return undefined
  const said = lastLine(stderr).slice(0, 300)
  if (said === `Error from server (NotFound): secrets "${secretName}" not found`)
    return fail(
      name,
      `there is no secret ${secretName} in namespace ${namespace}`,
      commandToCreate(place, [registry]),
    )
  if (NO_CONTEXT.test(said))
    return fail(
      name,
      `kubectl knows no context ${cluster}`,
      makeFix('name-context', 'kubectl config get-contexts'),
    )
  return fail(
    name,
    `kubectl fails: ${said === '' ? `it ended with ${exitCode}` : said}`,
    makeFix('check-cluster', 'kubectl config get-contexts'),
  )
}
