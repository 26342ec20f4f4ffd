import type { Command } from 'commander'
import { declareNoun, declareVerb, type Perform } from '../declaration/declare.ts'

/** `dgsh profiles`. */
export function declareProfiles(parent: Command, perform: Perform): void {
  const profiles = declareNoun(parent, 'profiles', {
    summary: 'List, choose and remove profiles',
    description:
      'List, choose and remove profiles. A profile is a name for an API key, a project and settings.',
    examples: [
      ['dgsh profiles list', 'List the profiles'],
      ['dgsh auth login --profile staging', 'Create a profile'],
    ],
  })
  declareVerb(profiles, 'list', {
    summary: 'List the profiles',
    examples: [
      ['dgsh profiles list', 'List the profiles; the one in use is marked'],
      ['dgsh profiles list -o id', 'In scripts: print names only'],
    ],
  }).action(() => perform(async (context) => (await import('./list.ts')).run(context)))
  declareVerb(profiles, 'use', {
    summary: 'Choose the profile to use from now on',
    description: 'Choose the profile to use from now on. --profile and DGSH_PROFILE override it.',
    examples: [
      ['dgsh profiles use staging', 'Use another profile'],
      ['dgsh profiles use default', 'Go back to the default profile'],
    ],
  })
    .argument('<name>', 'Name of a profile')
    .action((profile: string) =>
      perform(async (context) => (await import('./use.ts')).run({ profile }, context)),
    )
  declareVerb(profiles, 'remove', {
    summary: 'Remove a profile with its API key',
    description:
      'Remove a profile with its settings and its stored API key. Stored secrets of credentials are kept.',
    examples: [
      ['dgsh profiles remove staging', 'Remove a profile; dgsh asks first'],
      ['dgsh profiles remove staging --yes', 'In scripts: remove it without asking'],
    ],
  })
    .argument('<name>', 'Name of a profile')
    .option('-y, --yes', 'Remove without asking')
    .action((profile: string, { yes = false }: { yes?: boolean }) =>
      perform(async (context) => (await import('./remove.ts')).run({ profile, yes }, context)),
    )
}
