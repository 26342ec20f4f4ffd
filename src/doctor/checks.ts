import type { Context } from '../app/context.ts'
import { checkApi } from './api-checks.ts'
import { type Check, PROGRAM_SECONDS, STORE_SECONDS } from './check.ts'
import { checkDockerConfig, checkDockerContext, checkImpliedStore, judgeSudo } from './docker-checks.ts'
import { checkEngines } from './engines-check.ts'
import { checkHelper } from './helper-check.ts'
import { checkJournal } from './journal-check.ts'
import { checkLoginFiles } from './login-files-check.ts'
import { checkLogins } from './logins-check.ts'
import { networkChecks } from './network-checks.ts'
import { checkPullSecret } from './pull-secret-check.ts'
import type { PullSecretPlace } from './pull-secret-fix.ts'
import { checkStore } from './store-check.ts'

/** A helper that is tried out is asked twice. */
const HELPER_SECONDS = 2 * STORE_SECONDS

/** A list of the helper's, and a login that `pass` is to encrypt. */
const PASS_SECONDS = 14

/** Returns all checks, in the order in which they are listed. Without a pull secret, no cluster is asked. */
export async function listChecks(
  context: Context,
  pullSecret: PullSecretPlace | undefined,
): Promise<Check[]> {
  const seconds = (await context.settings()).timeout.value
  const { api, registry, clock } = networkChecks(context)
  const [machine, network] = ['This machine', 'Network'] as const
  return [
    {
      name: 'api-key',
      group: 'Deepgram',
      seconds: STORE_SECONDS + seconds,
      run: () => checkApi(context, seconds),
    },
    // Where none is chosen, helpers are tried out beside the keychain.
    { name: 'store', group: machine, seconds: HELPER_SECONDS, run: () => checkStore(context) },
    { name: 'engines', group: machine, seconds: PROGRAM_SECONDS, run: () => checkEngines(context.host) },
    { name: 'sudo', group: machine, seconds: STORE_SECONDS, run: async () => judgeSudo(context.host.env) },
    { name: 'docker-config', group: machine, seconds: HELPER_SECONDS, run: () => checkDockerConfig(context) },
    { name: 'docker-helper', group: machine, seconds: PASS_SECONDS, run: () => checkImpliedStore(context) },
    // The program says which it is, and then is asked for a login.
    { name: 'helper', group: machine, seconds: 2 * PROGRAM_SECONDS, run: () => checkHelper(context) },
    {
      name: 'docker-context',
      group: machine,
      seconds: STORE_SECONDS,
      run: () => checkDockerContext(context),
    },
    { name: 'login-files', group: machine, seconds: STORE_SECONDS, run: () => checkLoginFiles(context) },
    // docker is asked what it is, and then the helpers are.
    { name: 'logins', group: machine, seconds: 2 * PROGRAM_SECONDS, run: () => checkLogins(context) },
    { name: 'unfinished', group: machine, seconds: STORE_SECONDS, run: () => checkJournal(context) },
    // A way with an own CA is gone twice, and a registry on loopback is asked by http and by https.
    { name: 'api', group: network, seconds: 2 * seconds, run: api },
    { name: 'registry', group: network, seconds: 2 * seconds, run: registry },
    { name: 'clock', group: network, seconds: 2 * seconds, run: clock },
    ...(pullSecret === undefined ? [] : [clusterCheck(pullSecret, context, seconds)]),
  ]
}

function clusterCheck(pullSecret: PullSecretPlace, context: Context, seconds: number): Check {
  const run = () => checkPullSecret(pullSecret, context, seconds)
  return { name: 'pull-secret', group: 'Cluster', seconds, run }
}
