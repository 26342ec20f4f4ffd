import { checkbox, confirm, input, password, select } from '@inquirer/prompts'
import type { Prompt } from '../context.ts'
import { DgshError } from '../errors.ts'
import { waitFor } from '../waiting.ts'
import { safeLine } from './safe-text.ts'
import { shorten } from './width.ts'

/** The terminal that is asked. */
export interface PromptStreams {
  input: NodeJS.ReadableStream
  /** Where the questions are shown: stderr, so that stdout stays data. */
  output: NodeJS.WritableStream
  /** The terminal's width; a picker's lines are cut to it. */
  columns: number
  /** Ends a question that is open when it is aborted; its reason is what the question rejects with. */
  signal: AbortSignal
}

/** The number of lines that a picker shows at once. */
const PAGE_SIZE = 12

/** What a picker puts before a line, and one column that no terminal wraps at. */
const MARKER_WIDTH = 3

/** Makes the questions. */
export function createPrompt({ columns, ...streams }: PromptStreams): Prompt {
  const room = columns - MARKER_WIDTH
  return {
    secret: (message) =>
      answer(password({ message: safeLine(message), toggleMask: false }, streams), streams.signal),
    confirm: (message) =>
      answer(confirm({ message: safeLine(message), default: false }, streams), streams.signal),
    select: (message, choices) =>
      answer(
        select(
          {
            message: safeLine(message),
            pageSize: PAGE_SIZE,
            choices: choices.map(({ name, value }) => ({ name: shorten(safeLine(name), room), value })),
          },
          streams,
        ),
        streams.signal,
      ),
    text: (message, check) =>
      answer(
        input({ message: safeLine(message), validate: (text) => check(text) ?? true }, streams),
        streams.signal,
      ),
    tick: (message, choices) =>
      answer(
        checkbox(
          {
            message: safeLine(message),
            pageSize: PAGE_SIZE,
            choices: choices.map(({ name, value, ticked }) => ({
              name: shorten(safeLine(name), room),
              value,
              checked: ticked,
            })),
          },
          streams,
        ),
        streams.signal,
      ),
  }
}

/** Ctrl-C at a question arrives as a key, not as a signal; the end of the input counts the same. */
async function answer<Value>(question: Promise<Value>, signal: AbortSignal): Promise<Value> {
  try {
    return await waitFor('an answer at the terminal', question)
  } catch (error) {
    if (signal.aborted) throw signal.reason
    if (error instanceof Error && /^(?:Exit|Abort)PromptError$/.test(error.name))
      throw new DgshError('interrupted', 'interrupted')
    throw error
  }
}
