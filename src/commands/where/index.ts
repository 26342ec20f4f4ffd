import type { Command } from 'commander'
import { usageError } from '../../errors.ts'
import { CREDENTIAL, declareVerb, type Perform } from '../declaration/declare.ts'

/** The options of `where` as commander gives them. */
interface WhereFlags {
  context?: string[]
  namespace?: string
}

/** `dgsh where`. */
export function declareWhere(parent: Command, perform: Perform): void {
  declareVerb(parent, 'where', {
    summary: 'Find every copy of a credential, here and in clusters',
    description:
      "Find every copy of a credential in the logins of docker, podman, skopeo, buildah and helm, in credential helpers, in k3s, in dgsh's stores, and with --context in the pull secrets of a cluster, and whether each copy is live. No secret is shown. Without an API key, the state is unknown.",
    examples: [
      ['dgsh where', 'Show all copies on this machine'],
      ['dgsh where 1b4e28ba -o wide', 'Show those of one credential, with usernames and keys'],
      ['dgsh where --context prod --context edge', 'Look in two clusters, too'],
      ['sudo dgsh where', "Look in root's files, too"],
    ],
  })
    .argument('[credential]', CREDENTIAL)
    .option('--context <name>', 'Also look in this kubectl context; can be repeated', collect)
    .option('--namespace <name>', 'With --context: look only in this namespace', parseNamespace)
    .action((credential: string | undefined, { context: names = [], namespace }: WhereFlags) =>
      perform(async (context) => {
        if (namespace !== undefined && names.length === 0)
          throw usageError('--namespace is for clusters', 'name one with --context')
        const clusters = [...new Set(names)].map((name) => ({ context: name, namespace }))
        return (await import('./where.ts')).run({ credential, clusters }, context)
      }),
    )
}

function parseNamespace(text: string): string {
  if (text !== '') return text
  throw usageError('--namespace cannot be ""', 'leave it out for all namespaces')
}

function collect(text: string, others: string[] = []): string[] {
  if (text !== '') return [...others, text]
  throw usageError('--context cannot be ""', 'kubectl config get-contexts shows the names')
}
