import { type Command, CommanderError } from 'commander'
import { version } from '../package.json'
import type { Context, GivenOptions } from './app/context.ts'
import type { OpenContext } from './app/open-context.ts'
import { repeatOptions } from './app/repeat-options.ts'
import { HELP_WIDTH, type Perform } from './commands/declaration/declare.ts'
import { readGlobalFlags, wantsJson } from './commands/declaration/global-options.ts'
import { DgshCommand, explainUsage } from './commands/declaration/usage.ts'
import { declareCommands } from './commands/index.ts'
import { isUuid } from './deepgram/names.ts'
import { type ErrorReport, EXIT_CODES, reportError } from './errors.ts'
import { mapCommands, plainText } from './ui/message.ts'
import { renderError, renderErrorJson } from './ui/messages.ts'
import { safeLine } from './ui/safe-text.ts'

/** Runs one call of dgsh and returns its exit code. Whatever goes wrong is reported on stderr; it never throws. */
export async function run(argv: readonly string[], open: OpenContext): Promise<number> {
  const state = { context: open(), code: 0, help: '' }
  const program = createProgram(state, open)
  try {
    await program.parseAsync(argv, { from: 'user' })
    return state.code
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0
    if (error instanceof CommanderError && error.code === 'commander.help') {
      state.context.io.stdout.write(state.help)
      return 0
    }
    return fail(error instanceof CommanderError ? explainUsage(error) : error, state.context, argv)
  }
}

interface State {
  /** With the global options, once they are known. */
  context: Context
  code: number
  help: string
}

function createProgram(state: State, open: OpenContext): Command {
  const program = new DgshCommand('dgsh')
  const perform: Perform = async (task, document) => {
    const given = readGlobalFlags(program)
    const isDocument = document !== undefined && given.output === document
    const flags = isDocument ? { ...given, output: 'json' } : given
    state.context = open(flags)
    if (isProjectName(flags.project, program.args[0])) {
      const { withProjectId } = await import('./app/project-by-name.ts')
      state.context = open(await withProjectId(flags, open))
    }
    await state.context.messages.prepareMessages()
    state.code = await task(state.context, isDocument)
  }
  program.exitOverride().configureOutput({
    writeOut: (text) => state.context.io.stdout.write(text),
    // Help that was not asked for is kept back until it is known whether it is an error; an error's text comes later.
    writeErr: (text) => {
      state.help += text
    },
    getOutHelpWidth: () => Math.min(state.context.io.stdout.columns, HELP_WIDTH),
    getErrHelpWidth: () => Math.min(state.context.io.stdout.columns, HELP_WIDTH),
    outputError: () => {},
  })
  declareCommands(program, version, perform)
  return program
}

/** The nouns whose commands work without Deepgram, or with a key that is not stored yet. */
const WITHOUT_PROJECTS: readonly (string | undefined)[] = ['auth', 'config', 'profiles', 'sandbox', 'help']

/** An id costs no request; anything else may be a name. */
function isProjectName(text: string | undefined, noun: string | undefined): boolean {
  return text !== undefined && text !== '' && !isUuid(text) && !WITHOUT_PROJECTS.includes(noun)
}

/** What an error says at most, in columns: it may quote a page. */
const LONGEST_MESSAGE = 1000

/** In columns; a UUID has 36. */
const LONGEST_REQUEST_ID = 100

/** Tells of an error on stderr, in the form that was asked for, and gives its exit code. */
export async function fail(error: unknown, context: Context, argv: readonly string[]): Promise<number> {
  const report = reportError(error)
  const told: ErrorReport = {
    ...report,
    message: await shortenTo(context.redaction.redact(safeLine(report.message)), LONGEST_MESSAGE),
    ...(report.hint === undefined ? {} : { hint: hintOf(report.hint, context.options) }),
    ...(report.request_id === undefined
      ? {}
      : {
          request_id: await shortenTo(
            context.redaction.redact(safeLine(report.request_id)),
            LONGEST_REQUEST_ID,
          ),
        }),
  }
  if (report.code === 'internal')
    context.messages.debug(error instanceof Error ? (error.stack ?? error.message) : String(error))
  const interrupted =
    report.exit_code === EXIT_CODES.interrupted || report.exit_code === EXIT_CODES.terminated
  if (wantsJson(argv)) context.io.stderr.write(renderErrorJson(told))
  else if (!interrupted) {
    const { stderr } = context.io
    const width = stderr.isTTY ? stderr.columns : undefined
    stderr.write(await renderError(told, { palette: await context.io.palette('stderr'), width }))
  }
  return report.exit_code
}

/** A hint whose commands lead back to the profile and the rest that the call was given. */
function hintOf(hint: string, { given }: GivenOptions): string {
  const complete = (line: string) => plainText(mapCommands(line, (command) => repeatOptions(command, given)))
  return hint
    .split('\n')
    .map((line) => complete(safeLine(line)))
    .join('\n')
}

/** Shortens a text to a width; no character takes more than two columns. What measures text is slow to load, and rarely needed. */
async function shortenTo(text: string, width: number): Promise<string> {
  if (text.length * 2 <= width) return text
  const { shorten } = await import('./ui/width.ts')
  return shorten(text, width)
}
