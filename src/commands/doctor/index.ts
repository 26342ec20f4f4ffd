import { type Command, Option } from 'commander'
import { type DgshError, usageError } from '../../errors.ts'
import { declareVerb, type Perform } from '../declaration/declare.ts'

interface DoctorFlags {
  all?: boolean
  context?: string
  namespace?: string
  secretName?: string
}

/** The namespace of Deepgram's own sample that names one, and the secret that its charts expect. */
const DEFAULTS = { namespace: 'dg-self-hosted', secretName: 'dg-regcred' }

/** Declares `dgsh doctor`. */
export function declareDoctor(parent: Command, perform: Perform): void {
  declareVerb(parent, 'doctor', {
    summary: 'Check API key, store, engines, logins and network',
    description:
      "Check what a pull needs: the API key and its permissions, the store, engines and their logins, the network, and with --context a cluster's pull secret. Each problem is followed by its fix. The exit code is 7 when a check fails.",
    examples: [
      ['dgsh doctor', 'Check everything'],
      ['dgsh doctor --context prod', 'Check the pull secret of a cluster, too'],
      ['dgsh doctor -o json', 'In scripts and support tickets'],
    ],
  })
    .option('--all', 'Show the checks that passed, too')
    .option('--context <name>', 'Also check the pull secret in this kubectl context')
    .addOption(
      new Option('--namespace <name>', 'Namespace of the pull secret')
        .default(undefined, DEFAULTS.namespace)
        .argParser((text) => parseName(text, '--namespace')),
    )
    .addOption(
      new Option('--secret-name <name>', 'Name of the pull secret')
        .default(undefined, DEFAULTS.secretName)
        .argParser((text) => parseName(text, '--secret-name')),
    )
    .action(({ all, context: cluster, ...names }: DoctorFlags) =>
      perform(async (context) => {
        if (cluster === undefined && Object.keys(names).length > 0)
          throw usageError(
            '--namespace and --secret-name need --context',
            'kubectl config get-contexts shows them',
          )
        const pullSecret = cluster === undefined ? undefined : { context: cluster, ...DEFAULTS, ...names }
        return (await import('./doctor.ts')).run({ pullSecret, all: all === true }, context)
      }),
    )
}

/** Kubernetes' rule for names (RFC 1123), which also keeps them from being taken for options. */
function parseName(text: string, option: string): string {
  if (/^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/.test(text)) return text
  throw badName(text, option)
}

function badName(text: string, option: string): DgshError {
  return usageError(`${option} cannot be "${text}"`, 'it has lower-case letters, digits, dots and dashes')
}
