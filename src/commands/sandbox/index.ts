import type { Command } from 'commander'
import { declareVerb, type Perform } from '../declaration/declare.ts'

/** `dgsh sandbox`. */
export function declareSandbox(parent: Command, perform: Perform): void {
  declareVerb(parent, 'sandbox', {
    summary: 'Practice with a Deepgram and a registry on this machine',
    description:
      'Start a practice Deepgram API and a registry on loopback. A command runs in the practice environment, and dgsh exits with its exit code. Without one, dgsh prints the variables to export and runs until you press Ctrl-C.',
    usage: '[flags] [-- command...]',
    examples: [
      ['dgsh sandbox -- bash', 'Open a shell to try everything in'],
      ['dgsh sandbox -- dgsh creds list', 'Run one command'],
    ],
  })
    .argument('[command...]', 'After --: a command and its arguments')
    .action((command: string[]) =>
      perform(async (context) => (await import('./run.ts')).run({ command }, context)),
    )
}
