import type { Command } from 'commander'
import type { Context } from '../context.ts'

/**
 * Runs a command's second half with the Context that knows the global options, and keeps its exit code. `ownFormats` are
 * values of `-o` that no other command takes.
 */
export type Perform = (
  task: (context: Context) => Promise<number>,
  ownFormats?: readonly string[],
) => Promise<void>

/** What the help of a command says. */
export interface Description {
  /** One line for the list of commands. */
  summary: string
  /** More than that, when there is more to say. */
  description?: string
  /** Command lines and what they do. */
  examples: readonly (readonly [line: string, effect: string])[]
}

/** The one template of all help texts. */
export function describe(command: Command, { summary, description, examples }: Description): Command {
  const width = Math.max(...examples.map(([line]) => line.length))
  const lines = examples.map(([line, effect]) => `  $ ${line.padEnd(width)}   ${effect}`)
  const globals = command.parent === null ? '' : '\n\nThe global options are in dgsh --help.'
  return command
    .summary(summary)
    .description(description ?? summary)
    .helpOption('-h, --help', 'show this help')
    .addHelpText('after', `\nExamples:\n${lines.join('\n')}${globals}`)
}

/** A noun: a command that only has verbs below it. */
export function declareNoun(parent: Command, name: string, description: Description): Command {
  return describe(parent.command(name), description).helpCommand(false)
}

/** For an option that may be repeated: all that were given, in their order. */
export function collect(text: string, others: string[] = []): string[] {
  return [...others, text]
}

/** A verb: `name` with its arguments as commander writes them. */
export function declareVerb(parent: Command, name: string, description: Description): Command {
  return describe(parent.command(name), description)
}
