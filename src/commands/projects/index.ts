import type { Command } from 'commander'
import { declareNoun, declareVerb, type Perform } from '../declare.ts'

/** `dgsh projects`. */
export function declareProjects(parent: Command, perform: Perform): void {
  const projects = declareNoun(parent, 'projects', {
    summary: 'List projects and choose one',
    examples: [['dgsh projects list', 'show the projects the API key may see']],
  })
  declareVerb(projects, 'list', {
    summary: 'List the projects the API key may see',
    examples: [
      ['dgsh projects list', 'the one in use is marked'],
      ['dgsh projects list -o id', 'ids only, for scripts'],
    ],
  }).action(() => perform(async (context) => (await import('./list.ts')).run(context)))
  declareVerb(projects, 'use', {
    summary: 'Remember a project for the profile',
    examples: [
      ['dgsh projects use 8f2a', 'the start of an id is enough'],
      ['dgsh projects use', 'pick one on a terminal'],
    ],
  })
    .argument('[id]', 'the id of a project, or its first characters')
    .action((id?: string) => perform(async (context) => (await import('./use.ts')).run({ id }, context)))
}
