import { type Command, Option } from 'commander'
import { usageError } from '../../errors.ts'
import { DEFAULT_SECRET_NAME, isNamespace, isSecretName } from '../../export/pull-secret.ts'
import {
  CREDENTIAL,
  type Description,
  declareNoun,
  declareVerb,
  type Perform,
} from '../declaration/declare.ts'
import type { ExportOptions } from './hand-over.ts'

/** `dgsh export`. */
export function declareExport(parent: Command, perform: Perform): void {
  const noun = declareNoun(parent, 'export', {
    summary: 'Write a credential as a pull secret or a docker config',
    description:
      'Write a credential as a Kubernetes pull secret, a docker config or a k3s registries.yaml. A pipe and a file get the secret; a terminal gets a placeholder. dgsh creds rotate does not change what was exported: export it again afterwards. dgsh where finds copies in clusters and on k3s nodes.',
    examples: [['dgsh export k8s 1b4e28ba | kubectl apply -f -', 'Put a pull secret into a cluster']],
  })
  declareK8s(noun, perform)
  declareForm(noun, 'docker-config', {
    summary: 'Write a docker config.json with one login',
    description:
      'Write a docker config.json with one login, in one line. It also works as the value of DOCKER_AUTH_CONFIG and as the file that REGISTRY_AUTH_FILE names.',
    examples: [
      [
        'dgsh export docker-config 1b4e28ba --file ./config.json',
        'Write it to a new file that only you can read',
      ],
      ['DOCKER_AUTH_CONFIG=$(dgsh export docker-config 1b4e28ba)', 'Keep it in a variable of a shell'],
    ],
  }).action((credential: string | undefined, flags: ExportFlags) =>
    perform(async (context) =>
      (await import('./docker-config.ts')).run(optionsOf(credential, flags), context),
    ),
  )
  declareForm(noun, 'k3s', {
    summary: 'Write a registries.yaml for k3s or RKE2',
    description:
      'Write a registries.yaml with one login for the nodes of k3s or RKE2, which read it from /etc/rancher/k3s or /etc/rancher/rke2 when they start.',
    examples: [
      ['dgsh export k3s 1b4e28ba --file ./registries.yaml', 'Write it to a new file that only you can read'],
    ],
  }).action((credential: string | undefined, flags: ExportFlags) =>
    perform(async (context) => (await import('./k3s.ts')).run(optionsOf(credential, flags), context)),
  )
}

/** The options that all verbs have, as commander gives them. */
interface ExportFlags {
  file?: string
  reveal?: boolean
  secretStdin?: boolean
}

/** The options of `export k8s` as commander gives them. */
interface K8sFlags extends ExportFlags {
  name: string
  namespace?: string
}

function declareK8s(noun: Command, perform: Perform): void {
  declareForm(noun, 'k8s', {
    summary: 'Write a Kubernetes pull secret',
    description:
      'Write a Kubernetes pull secret, as kubectl create secret docker-registry makes it, but without the secret in a command line. -o json writes JSON instead of YAML. To find it later: dgsh where --context <name>.',
    examples: [
      ['dgsh export k8s 1b4e28ba | kubectl apply -f -', 'Put it into the namespace in use'],
      [
        'dgsh export k8s 1b4e28ba --namespace dg-self-hosted | kubectl apply -f -',
        'Put it into another namespace',
      ],
    ],
  })
    .addOption(
      new Option('--name <name>', 'Name of the pull secret')
        .argParser(parseName)
        .default(DEFAULT_SECRET_NAME),
    )
    .addOption(new Option('--namespace <name>', 'Namespace').argParser(parseNamespace))
    .action((credential: string | undefined, { name, namespace, ...flags }: K8sFlags) =>
      perform(async (context) =>
        (await import('./k8s.ts')).run({ ...optionsOf(credential, flags), name, namespace }, context),
      ),
    )
}

function declareForm(noun: Command, verb: string, description: Description): Command {
  return declareVerb(noun, verb, description)
    .argument('[credential]', CREDENTIAL)
    .addOption(
      new Option('--file <path>', 'Write it to a new file, readable only by you').conflicts('reveal'),
    )
    .option('--reveal', 'Show the secret on a terminal')
    .option('--secret-stdin', 'Read the secret from standard input')
}

function optionsOf(
  credential: string | undefined,
  { file, reveal = false, secretStdin = false }: ExportFlags,
): ExportOptions {
  return { credential, file, reveal, secretStdin }
}

function parseName(text: string): string {
  if (isSecretName(text)) return text
  throw usageError(
    `--name cannot be "${text}"`,
    'Kubernetes takes lower-case letters, digits, - and ., with a letter or digit at both ends: --name dg-regcred',
  )
}

function parseNamespace(text: string): string {
  if (isNamespace(text)) return text
  throw usageError(
    `--namespace cannot be "${text}"`,
    'Kubernetes takes up to 63 lower-case letters, digits and -, with a letter or digit at both ends: --namespace dg-self-hosted',
  )
}
