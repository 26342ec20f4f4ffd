import { confirm, password, select } from '@inquirer/prompts'
import type { Prompt } from '../context.ts'
import { DgshError } from '../errors.ts'
import { safeText } from './safe-text.ts'

/** The terminal that is asked. */
export interface PromptStreams {
  input: NodeJS.ReadableStream
  /** Where the questions are shown: stderr, so that stdout stays data. */
  output: NodeJS.WritableStream
  /** Ends a question that is open when it is aborted; its reason is what the question rejects with. */
  signal: AbortSignal
}

/** The number of lines that a picker shows at once. */
const PAGE_SIZE = 12

/** Makes the questions. */
export function createPrompt(streams: PromptStreams): Prompt {
  return {
    secret: (message) => answer(password({ message, toggleMask: false }, streams), streams.signal),
    confirm: (message) => answer(confirm({ message, default: false }, streams), streams.signal),
    select: (message, choices) =>
      answer(
        select(
          {
            message,
            pageSize: PAGE_SIZE,
            choices: choices.map(({ name, value }) => ({ name: safeText(name), value })),
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
    return await question
  } catch (error) {
    if (signal.aborted) throw signal.reason
    if (error instanceof Error && /^(?:Exit|Abort)PromptError$/.test(error.name))
      throw new DgshError('interrupted', 'interrupted')
    throw error
  }
}
