import { Command, CommanderError, type ErrorOptions } from 'commander'
import { type DgshError, usageError } from '../../errors.ts'
import { findIn, lineOf } from './declare.ts'

/** The commands at which parsing failed, so that a hint can name their help. */
const failedAt = new WeakMap<CommanderError, Command>()

/** A command of commander's whose errors know where parsing failed. */
export class DgshCommand extends Command {
  override createCommand(name?: string): DgshCommand {
    return new DgshCommand(name)
  }

  override error(message: string, options?: ErrorOptions): never {
    try {
      return super.error(message, options)
    } catch (error) {
      if (error instanceof CommanderError) failedAt.set(error, this)
      throw error
    }
  }
}

/** Returns commander's error as one of dgsh's: its sentence, and a hint that names a command to run. */
export function explainUsage(error: CommanderError): DgshError {
  const [message = '', suggestion = ''] = error.message.replace(/^error: /, '').split('\n')
  const command = failedAt.get(error)
  return usageError(message, command === undefined ? 'see: dgsh --help' : hintFor(error, suggestion, command))
}

function hintFor({ code, message }: CommanderError, suggestion: string, command: Command): string {
  const line = lineOf(command)
  const names = namesIn(suggestion)
  if (code !== 'commander.unknownCommand') {
    const help = command.parent === null ? 'dgsh help flags' : `${line} --help`
    return names.length === 0 ? `see: ${help}` : `did you mean ${oneOf(names)}? see: ${help}`
  }
  const [, word = ''] = /'(.*)'/.exec(message) ?? []
  if (word === 'help') return `did you mean: ${line} --help`
  const [meant, ...others] =
    verbsNamed(word, command) ?? unique(names.map((name) => findIn(command, name)?.name() ?? name))
  if (meant === undefined) return `to see the commands: ${line} --help`
  return others.length === 0
    ? `did you mean: ${line} ${meant}`
    : `did you mean ${oneOf([meant, ...others])}? see: ${line} --help`
}

function namesIn(suggestion: string): string[] {
  const [, names] = /^\(Did you mean (?:one of )?(.+)\?\)$/.exec(suggestion) ?? []
  return names?.split(', ') ?? []
}

function oneOf(names: readonly string[]): string {
  return names.length === 1 ? names.join('') : `one of ${names.join(', ')}`
}

/** An alias is suggested beside the name that it stands for. */
function unique(names: readonly string[]): string[] {
  return [...new Set(names)]
}

/** Nouns in the order in which people leave them out. */
const LIKELY = ['creds', 'images', 'projects', 'profiles', 'auth', 'config']

/** Returns the noun and verb that a verb without its noun means: `list` is `creds list`. */
function verbsNamed(word: string, root: Command): string[] | undefined {
  if (root.parent !== null) return undefined
  for (const name of LIKELY) {
    const noun = findIn(root, name)
    const verb = noun && findIn(noun, word)
    if (verb !== undefined) return [`${name} ${verb.name()}`]
  }
  return undefined
}
