import { type Argument, type Command, type HelpConfiguration, Option } from 'commander'
import type { Context } from '../../app/context.ts'

/**
 * Runs a command's second half with the Context that knows the global options, and keeps its exit code. `document` is a value of
 * `-o` that no other command takes: JSON in a form of its own, which the second half is told to write.
 */
export type Perform = (
  task: (context: Context, isDocument: boolean) => Promise<number>,
  document?: string,
) => Promise<void>

/** What the help of a command says. */
export interface Description {
  /** One line for the list of commands. */
  summary: string
  /** More than that, when there is more to say. */
  description?: string
  /** Command lines that can be pasted, and what they do. */
  examples: readonly (readonly [line: string, effect: string])[]
  /** How arguments and flags follow the command's name, where commander's own line does not say it. */
  usage?: string
}

/** How the help of every argument that names a credential describes it. */
export const CREDENTIAL = 'Id, start of an id, username, or part of the comment'

/** The same where several can be named. */
export const CREDENTIALS = 'Ids, starts of ids, usernames, or parts of comments'

/** The other names by which people know a verb. */
const ALIASES: Readonly<Record<string, readonly string[]>> = {
  list: ['ls'],
  show: ['get'],
  delete: ['rm', 'remove'],
  remove: ['rm', 'delete'],
}

/** Returns the words that run a command, such as `dgsh creds list`. */
export function lineOf(command: Command): string {
  return command.parent === null ? command.name() : `${lineOf(command.parent)} ${command.name()}`
}

/** Returns the command of a name or an alias below another; undefined when there is none. */
export function findIn(parent: Command, word: string): Command | undefined {
  return parent.commands.find((one) => one.name() === word || one.aliases().includes(word))
}

/** Describes a command in the one template of all help texts. */
export function describe(command: Command, { summary, description, examples, usage }: Description): Command {
  if (usage !== undefined) command.usage(usage)
  return command
    .summary(summary)
    .description(description ?? `${summary}.`)
    .optionsGroup('Flags:')
    .addHelpText('after', () => [...exampleLines(examples, command), ...closingLines(command)].join('\n'))
}

/** The root has no line to spare for a heading, and shows by itself what they are. */
function exampleLines(examples: Description['examples'], { parent }: Command): string[] {
  const lines = examples.flatMap(([line, effect]) => [`  # ${effect}`, `  ${line}`])
  return parent === null ? ['', '', ...lines] : ['', 'Examples:', ...lines, '']
}

/** The lines that end the help of a command. */
function closingLines(command: Command): string[] {
  if (command.parent === null) return ['More help: dgsh help <command> | flags | environment | exit-codes']
  const aliases = command.aliases().map((alias) => `${lineOf(command.parent as Command)} ${alias}`)
  return [
    ...(aliases.length === 0 ? [] : [`${aliases.length === 1 ? 'Alias' : 'Aliases'}: ${aliases.join(', ')}`]),
    ...(command.commands.length === 0 ? [] : [`Help for a command: ${lineOf(command)} <command> --help`]),
    'Global flags: dgsh help flags',
  ]
}

/** The width of help in columns; less on a narrower terminal. */
export const HELP_WIDTH = 80

/** How help looks in all commands. */
export const HELP_STYLE: HelpConfiguration = {
  // On a narrow terminal a thin column of whole words beats words that the terminal breaks.
  minWidthToWrap: 16,
  commandUsage(command) {
    const words = command
      .usage()
      .replace(/^\[options\] ?/, '')
      .replace('[command]', '<command>')
    const flags = words.includes('[flags]') ? [] : ['[flags]']
    return [lineOf(command), words, ...flags].filter((part) => part !== '').join(' ')
  },
  subcommandTerm: (command) => command.name(),
  optionDescription: ({ description, argChoices, defaultValue, defaultValueDescription }) => {
    const hasValue = defaultValue !== undefined && typeof defaultValue !== 'boolean'
    const fallback = defaultValueDescription ?? (hasValue ? String(defaultValue) : undefined)
    return `${withChoices(description, argChoices)}${fallback === undefined ? '' : ` (default: ${fallback})`}`
  },
  argumentDescription: ({ description, argChoices }: Argument) => withChoices(description, argChoices),
}

function withChoices(description: string, choices: readonly string[] | undefined): string {
  if (choices === undefined) return description
  if (choices.length < 2) return `${description}: ${choices.join('')}`
  return `${description}: ${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`
}

/** Returns the option that shows help; it is among the global flags and not repeated in each help. */
export function helpOption(): Option {
  return new Option('-h, --help', 'Show help').hideHelp()
}

/** Declares a noun: a command that only has verbs below it. */
export function declareNoun(parent: Command, name: string, description: Description): Command {
  return describe(parent.command(name), description).helpCommand(false)
}

/** Collects the values of an option that can be repeated, in their order. */
export function collect(text: string, others: string[] = []): string[] {
  return [...others, text]
}

/** Declares a verb: `name` with its arguments as commander writes them; below a noun, with the aliases of its name. */
export function declareVerb(parent: Command, name: string, description: Description): Command {
  const command = describe(parent.command(name), description)
  return parent.parent === null ? command : command.aliases(ALIASES[name] ?? [])
}
