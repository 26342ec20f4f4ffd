import type { Command } from 'commander'
import { usageError } from '../../errors.ts'
import { declareVerb, type Perform } from '../declare.ts'

/** The options of `where` as commander gives them. */
interface WhereFlags {
  context?: string[]
  namespace?: string
}

/** `dgsh where`. */
export function declareWhere(parent: Command, perform: Perform): void {
  declareVerb(parent, 'where', {
    summary: 'Find every copy of a credential on this machine and in Kubernetes',
    description:
      "Finds every copy of a credential: in the logins of docker, podman, skopeo, buildah and helm, in their credential helpers, in the files of docker as a snap and of k3s, in dgsh's stores, under sudo in the files of the user who called it, and with --context in the pull secrets of a cluster. Says of each whether it is live. No secret is shown. Without an API key the state is unknown.",
    examples: [
      ['dgsh where', 'all copies on this machine'],
      ['dgsh where 1b4e28ba -o wide', 'those of one credential, with user names and keys'],
      ['dgsh where --context prod --context edge', 'in two clusters, too'],
      ['sudo dgsh where', 'in the files of root, too'],
    ],
  })
    .argument('[credential]', 'an id, its first characters, or a username')
    .option(
      '--context <name>',
      "a context of kubectl's, to look at its pull secrets; may be repeated",
      collect,
    )
    .option('--namespace <name>', 'only this namespace of the clusters', parseNamespace)
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
