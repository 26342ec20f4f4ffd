import { type Command, Option } from 'commander'
import type { EngineName } from '../../vocabulary.ts'
import { declareNoun, declareVerb, type Perform } from '../declaration/declare.ts'

/** The options of `helper install` and `uninstall` as commander gives them. */
interface HelperFlags {
  engine?: EngineName
  dryRun?: boolean
}

/** `dgsh helper`. */
export function declareHelper(parent: Command, perform: Perform): void {
  const helper = declareNoun(parent, 'helper', {
    summary: 'Have docker, podman or helm ask dgsh for the login',
    description:
      "Have docker, podman or helm ask dgsh for the login of quay.io, so that its secret is in dgsh's store and not in their config files. The program that they ask is docker-credential-dgsh.",
    examples: [
      ['dgsh helper install', 'Have docker ask dgsh for the login'],
      ['dgsh helper status', 'See whether that works, and how long it takes'],
    ],
  })
  declareInstall(helper, perform)
  declareUninstall(helper, perform)
  declareStatus(helper, perform)
}

function declareInstall(helper: Command, perform: Perform): void {
  const command = declareVerb(helper, 'install', {
    summary: 'Move the login of an engine to dgsh',
    description:
      'Have an engine ask dgsh for the login of quay.io: in its config file, "credHelpers" names docker-credential-dgsh for that registry. All else in the file stays as it is. A login that the engine has, in the file or in another credential helper, moves to the store, and is removed there once docker-credential-dgsh gives it back.',
    examples: [
      ['dgsh helper install', 'Move the login of docker'],
      ['dgsh helper install --dry-run', 'Show what would change, without a secret'],
      ['dgsh helper install --engine podman', 'Do the same for podman, skopeo and buildah'],
    ],
  })
  command
    .addOption(engineOption())
    .option('--dry-run', 'Show what would change, and change nothing')
    .action(({ engine, dryRun = false }: HelperFlags) =>
      perform(async (context) => (await import('./install.ts')).run({ engine, dryRun }, context)),
    )
}

function declareUninstall(helper: Command, perform: Perform): void {
  const command = declareVerb(helper, 'uninstall', {
    summary: 'Give the login back to the engine',
    description:
      "Have an engine keep the login of quay.io as it did before dgsh helper install. A config file that nothing has changed since is restored byte for byte. The engine stays logged in; where its logins are in the file, the secret is in it unencrypted then. The secret stays in dgsh's store, too.",
    examples: [
      ['dgsh helper uninstall', 'Give the login back to docker'],
      ['dgsh helper uninstall --engine podman --dry-run', 'Show what would change, without a secret'],
    ],
  })
  command
    .addOption(engineOption())
    .option('--dry-run', 'Show what would change, and change nothing')
    .action(({ engine, dryRun = false }: HelperFlags) =>
      perform(async (context) => (await import('./uninstall.ts')).run({ engine, dryRun }, context)),
    )
}

function declareStatus(helper: Command, perform: Perform): void {
  declareVerb(helper, 'status', {
    summary: 'Show which engines ask dgsh, and whether that works',
    description:
      'Ask docker-credential-dgsh for the login as each engine does, and show what it gives, where that is stored, and how long it takes. Exits with 7 when an engine gets no login that way.',
    examples: [
      ['dgsh helper status', 'Try docker-credential-dgsh for each engine'],
      ['dgsh helper status -o json', 'In scripts: the same as data'],
    ],
  }).action(() => perform(async (context) => (await import('./status.ts')).run(context)))
}

function engineOption(): Option {
  return new Option('--engine <name>', 'Engine')
    .choices(['docker', 'podman', 'helm'])
    .default(undefined, 'the first of docker and podman on PATH')
}
