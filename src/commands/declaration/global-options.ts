import { type Command, Option } from 'commander'
import type { GlobalFlags } from '../../ports.ts'

/** Declares the global options on the root command; commander takes them before and after the verb. */
export function addGlobalOptions(program: Command): void {
  const add = (flags: string, description: string, fallback?: string) =>
    program.addOption(new Option(flags, description).default(undefined, fallback))
  program.optionsGroup(GLOBAL_FLAGS)
  add('-o, --output <format>', 'Output format: table, wide, json, yaml, csv, tsv or id', 'table')
  add('--json', 'Same as -o json')
  add('-q, --quiet', 'Print ids only; same as -o id')
  add('--columns <names>', 'Columns of table, csv and tsv, separated by commas')
  add('--no-header', 'Omit the header of table, csv and tsv')
  add('--profile <name>', 'Profile to use; overrides DGSH_PROFILE', 'the one of dgsh profiles use')
  add(
    '--project <id>',
    'Project to use, by id or name; overrides DEEPGRAM_PROJECT_ID',
    'the project of the profile',
  )
  add('--api-url <url>', 'Deepgram API; overrides DGSH_API_URL', 'https://api.deepgram.com')
  add('--registry <host>', 'Registry; overrides DGSH_REGISTRY', 'quay.io')
  add('--timeout <seconds>', 'Limit for one request with its retries; overrides DGSH_TIMEOUT', '30')
  add('--no-input', 'Never prompt; same as DGSH_NO_INPUT or CI')
  add('--no-color', 'No color; same as NO_COLOR')
  add('--debug', 'Log requests, programs and store access to stderr, without secrets; same as DGSH_DEBUG')
}

/** The heading of the global options, which only `dgsh help flags` shows. */
export const GLOBAL_FLAGS = 'Global flags:'

/** Returns the global options as they were given. */
export function readGlobalFlags(program: Command): GlobalFlags {
  const { json, quiet, output, ...options } = program.opts<
    GlobalFlags & { json?: boolean; quiet?: boolean }
  >()
  const format = output ?? (json === true ? 'json' : quiet === true ? 'id' : undefined)
  return format === undefined ? options : { ...options, output: format }
}

/**
 * True when the command line asks for JSON, also when it cannot be parsed: its error is told as JSON then. As in
 * {@link readGlobalFlags}, `-o` goes before `--json`.
 */
export function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--')
  const own = end === -1 ? argv : argv.slice(0, end)
  const formats = own.flatMap((word, index) => {
    const [, joined] = /^(?:-o=?|--output=)(.+)$/.exec(word) ?? []
    return word === '-o' || word === '--output' ? [own[index + 1]] : joined === undefined ? [] : [joined]
  })
  return formats.length > 0 ? formats.at(-1) === 'json' : own.includes('--json')
}
