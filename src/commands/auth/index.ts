import type { Command } from 'commander'
import { parseStore } from '../../settings/keys.ts'
import { declareNoun, declareVerb, type Perform } from '../declare.ts'

/** `dgsh auth`. */
export function declareAuth(parent: Command, perform: Perform): void {
  const auth = declareNoun(parent, 'auth', {
    summary: 'Keep, check and forget the API key of a profile',
    examples: [['dgsh auth login', 'keep an API key and choose a project']],
  })
  declareVerb(auth, 'login', {
    summary: 'Keep an API key, once Deepgram accepts it, and choose a project',
    examples: [
      ['dgsh auth login', 'asks for the key without showing it'],
      ['dgsh auth login --store helper:pass', 'with docker-credential-pass'],
      ['dgsh auth login --key-stdin --store file < key', 'in scripts'],
    ],
  })
    .option('--key-stdin', 'read the API key from standard input')
    .option(
      '--store <store>',
      'where to keep it: keychain, helper:<name> or file, which is unencrypted; left out, where the profile keeps it, else the keychain',
      (text) => parseStore(text, '--store'),
    )
    .action(({ keyStdin = false, store }: { keyStdin?: boolean; store?: string }) =>
      perform(async (context) => (await import('./login.ts')).run({ keyStdin, store }, context)),
    )
  declareVerb(auth, 'status', {
    summary: 'Show what is in use, where it came from, and whether Deepgram accepts the API key',
    examples: [['dgsh auth status -o json', 'for scripts; exit code 3 when the key is refused']],
  }).action(() => perform(async (context) => (await import('./status.ts')).run(context)))
  declareVerb(auth, 'logout', {
    summary: 'Forget the API key of the profile',
    examples: [['dgsh auth logout --profile staging', 'the key of another profile']],
  }).action(() => perform(async (context) => (await import('./logout.ts')).run(context)))
}
