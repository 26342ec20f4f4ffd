import { type Command, Option } from 'commander'
import type { GlobalFlags } from './context.ts'

/** Declares the global options on the root command; commander takes them before and after the verb. */
export function addGlobalOptions(program: Command): void {
  const add = (flags: string, description: string) => program.addOption(new Option(flags, description))
  add('--profile <name>', 'which profile (DGSH_PROFILE)')
  add('--project <id>', 'which project (DEEPGRAM_PROJECT_ID)')
  add('--api-url <url>', 'where the API is (DGSH_API_URL)')
  add('--registry <host>', 'which registry (DGSH_REGISTRY)')
  add('-o, --output <format>', 'table, wide, json, yaml, csv, tsv or id')
  add('--json', 'the same as -o json')
  add('-q, --quiet', 'ids only, the same as -o id')
  add('--columns <names>', 'the columns of table, csv and tsv, comma-separated')
  add('--no-header', 'leave the header of table, csv and tsv out')
  add('--no-input', 'never ask (DGSH_NO_INPUT, CI)')
  add('--no-color', 'no colour (NO_COLOR)')
  add('--timeout <seconds>', 'for one call to an API or registry with its retries (DGSH_TIMEOUT)')
  add('--debug', 'tell of each request, program and store access on stderr, without secrets (DGSH_DEBUG)')
}

/** The global options as they were given; `ownFormats` are values of `-o` that the command has for itself. */
export function readGlobalFlags(program: Command, ownFormats: readonly string[] = []): GlobalFlags {
  const { json, quiet, output, ...options } = program.opts<
    GlobalFlags & { json?: boolean; quiet?: boolean }
  >()
  const format = output ?? (json === true ? 'json' : quiet === true ? 'id' : undefined)
  if (format === undefined) return options
  return ownFormats.includes(format)
    ? { ...options, output: 'json', ownFormat: format }
    : { ...options, output: format }
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
