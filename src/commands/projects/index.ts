import type { Command } from 'commander'
import { declareNoun, declareVerb, type Perform } from '../declaration/declare.ts'

/** `dgsh projects`. */
export function declareProjects(parent: Command, perform: Perform): void {
  const projects = declareNoun(parent, 'projects', {
    summary: 'List projects and choose one',
    description: 'List the projects that your API key can see, and choose the one to use.',
    examples: [['dgsh projects list', 'List the projects that the API key can see']],
  })
  declareVerb(projects, 'list', {
    summary: 'List the projects that the API key can see',
    examples: [
      ['dgsh projects list', 'List projects; the one in use is marked'],
      ['dgsh projects list -o id', 'In scripts: print ids only'],
    ],
  }).action(() => perform(async (context) => (await import('./list.ts')).run(context)))
  declareVerb(projects, 'use', {
    summary: 'Choose the project that the profile uses',
    examples: [
      ['dgsh projects use', 'Pick a project'],
      ['dgsh projects use "Contact centre"', 'Name one; the start of its id or a part of its name is enough'],
    ],
  })
    .argument('[id]', 'Id or name of a project, or a part that no other has')
    .action((id?: string) => perform(async (context) => (await import('./use.ts')).run({ id }, context)))
}
