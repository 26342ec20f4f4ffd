import { type Command, Option } from 'commander'
import { parseStore } from '../../settings/keys.ts'
import { declareNoun, declareVerb, type Perform } from '../declaration/declare.ts'

/** `dgsh auth`. */
export function declareAuth(parent: Command, perform: Perform): void {
  const auth = declareNoun(parent, 'auth', {
    summary: 'Store, check and remove your Deepgram API key',
    examples: [['dgsh auth login', 'Store an API key and choose a project']],
  })
  declareVerb(auth, 'login', {
    summary: 'Store an API key and choose a project',
    description: 'Store an API key once Deepgram accepts it, and choose a project.',
    examples: [
      ['dgsh auth login', 'Type the key; it is not shown'],
      ['dgsh auth login --store helper:pass', 'Store it with docker-credential-pass'],
      ['dgsh auth login --key-stdin --store file < key', 'Read it from a file, in scripts'],
      ['dgsh auth login --profile staging', 'Store it in a profile of its own'],
    ],
  })
    .option('--key-stdin', 'Read the API key from standard input')
    .addOption(
      new Option(
        '--store <store>',
        'Where to store it: keychain, helper:<name>, or file, which is unencrypted',
      )
        .default(undefined, "the profile's store, else keychain")
        .argParser((text) => parseStore(text, '--store')),
    )
    .action(({ keyStdin = false, store }: { keyStdin?: boolean; store?: string }) =>
      perform(async (context) => (await import('./login.ts')).run({ keyStdin, store }, context)),
    )
  declareVerb(auth, 'status', {
    summary: 'Show which key, project and profile are in use, and check the key',
    examples: [
      ['dgsh auth status', 'Show what is in use'],
      ['dgsh auth status -o json', 'In scripts: exit code 3 when Deepgram refuses the key'],
    ],
  }).action(() => perform(async (context) => (await import('./status.ts')).run(context)))
  declareVerb(auth, 'logout', {
    summary: 'Remove the API key of a profile from its store',
    examples: [
      ['dgsh auth logout', 'Remove the key of the profile in use'],
      ['dgsh auth logout --profile staging', 'Remove the key of another profile'],
    ],
  }).action(() => perform(async (context) => (await import('./logout.ts')).run(context)))
}
