import type { Command } from 'commander'
import type { Perform } from '../../src/commands/declaration/declare.ts'
import { DgshCommand } from '../../src/commands/declaration/usage.ts'
import { declareCommands } from '../../src/commands/index.ts'

/** A declared command, by its words without `dgsh`. */
export interface DeclaredCommand {
  words: string
  command: Command
}

/** The root command with all declarations, which runs nothing but what `perform` does. */
export function declaredRoot(perform: Perform = async () => {}): Command {
  const root = new DgshCommand('dgsh')
    .exitOverride()
    .configureOutput({ outputError: () => {}, writeErr: () => {} })
  declareCommands(root, '0.0.0', perform)
  return root
}

/** All declared commands below the root, nouns and verbs, hidden ones included. */
export function declaredCommands(root = declaredRoot()): DeclaredCommand[] {
  const below = (parent: Command, words: readonly string[]): DeclaredCommand[] =>
    parent.commands.flatMap((command) => {
      const own = [...words, command.name()]
      return [{ words: own.join(' '), command }, ...below(command, own)]
    })
  return below(root, [])
}

/** The names of all commands that do something, as their declarations have them, without aliases, `help` and `version`. */
export function commandNames(): string[] {
  return declaredCommands()
    .filter(({ command }) => command.commands.length === 0)
    .map(({ words }) => words)
    .filter((words) => words !== 'help' && words !== 'version')
}
