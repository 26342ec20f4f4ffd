import type { Command } from 'commander'
import { declareVerb, type Perform } from '../declare.ts'

/** `dgsh sandbox`. */
export function declareSandbox(parent: Command, perform: Perform): void {
  declareVerb(parent, 'sandbox', {
    summary: 'Practise with a made-up Deepgram and registry on this machine',
    description:
      'Starts a practice Deepgram API and a registry on loopback, in this process only. With a command, runs it with the environment set to them and ends with its exit code; without one, prints the environment to export and stays until interrupted.',
    examples: [
      ['dgsh sandbox -- dgsh creds list', 'one command'],
      ['dgsh sandbox -- bash', 'a shell to try everything in'],
    ],
  })
    .argument('[command...]', 'after --, a command and its arguments')
    .action((command: string[]) =>
      perform(async (context) => (await import('./run.ts')).run({ command }, context)),
    )
}
