import type { Parts } from '../app/context.ts'
import { type Fix, makeFix } from '../app/fix.ts'
import { lastLine } from '../engines/outcome.ts'
import type { ExecResult } from '../ports.ts'
import { shellWord } from '../shell.ts'
import { type Finding, fail } from './check.ts'
import { judgePullSecret, loginsIn } from './pull-secret.ts'
import { commandToCreate, type PullSecretPlace } from './pull-secret-fix.ts'

/** Checks the pull secret of a cluster, as kubectl shows it. What it holds is shown to nobody. */
export async function checkPullSecret(
  place: PullSecretPlace,
  { host, settings, redaction }: Parts<'host' | 'settings' | 'redaction'>,
  seconds: number,
): Promise<Finding[]> {
  const { context: cluster, namespace, secretName } = place
  const result = await host.exec({
    file: 'kubectl',
    args: [`--context=${cluster}`, `--namespace=${namespace}`, 'get', 'secret', secretName, '-o', 'json'],
    timeoutMs: seconds * 1000,
  })
  const problem = explain(result, place, seconds)
  if (problem !== undefined) return [fail('pull-secret', ...problem)]
  const registry = (await settings()).registry.value
  for (const { secret } of loginsIn(result.stdout)) redaction.protect(secret)
  return [judgePullSecret(result.stdout, { place, registry })]
}

/** Why kubectl gave no secret. Its errors quote names only. */
function explain(
  { exitCode, startError, timedOut, stderr }: ExecResult,
  place: PullSecretPlace,
  seconds: number,
): [message: string, fix: Fix] | undefined {
  const { context: cluster, namespace, secretName } = place
  if (startError !== undefined)
    return [
      `kubectl cannot be started (${startError})`,
      makeFix('install-kubectl', 'install kubectl, or add its directory to PATH'),
    ]
  if (timedOut === true)
    return [
      `the cluster of ${cluster} does not answer within ${seconds} s`,
      makeFix('check-cluster', `kubectl --context=${shellWord(cluster)} cluster-info`),
    ]
  if (exitCode === 0) return undefined
  const contexts = 'kubectl config get-contexts'
  const said = lastLine(stderr).slice(0, 300)
  switch (reasonOf(said, secretName)) {
    case 'no-secret':
      return [`there is no secret ${secretName} in namespace ${namespace}`, commandToCreate(place)]
    case 'no-context':
      return [`kubectl knows no context ${cluster}`, makeFix('name-context', contexts)]
    default: {
      const why = said === '' ? `it ended with ${exitCode}` : said
      return [`kubectl fails: ${why}`, makeFix('check-cluster', contexts)]
    }
  }
}

/** kubectl's words for a context that its config does not have (seen with 1.32; client-go, tools/clientcmd). */
const NO_CONTEXT =
  /^(?:error: context "[^"]*" does not exist|Error in configuration: context was not found for specified context: .*)$/

function reasonOf(said: string, secretName: string): 'no-secret' | 'no-context' | undefined {
  if (said === `Error from server (NotFound): secrets "${secretName}" not found`) return 'no-secret'
  return NO_CONTEXT.test(said) ? 'no-context' : undefined
}
