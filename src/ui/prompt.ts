import { checkbox, confirm, input, password, select } from '@inquirer/prompts'
import { DgshError } from '../errors.ts'
import type { Prompt } from '../ports.ts'
import { waitFor } from '../waiting.ts'
import { createLinePrompt } from './line-prompt.ts'
import { type Palette, PLAIN_PALETTE } from './palette.ts'
import { openPicker, type PickerScreen } from './picker.ts'
import { renderMessage } from './render-message.ts'
import { safeLine } from './safe-text.ts'
import { shorten } from './width.ts'

/** The terminal that is asked. */
export interface PromptStreams {
  input: NodeJS.ReadableStream
  /** Where the questions are shown: stderr, so that stdout stays data. */
  output: NodeJS.WritableStream & { columns?: number; rows?: number }
  /** Ends a question that is open when it is aborted; its reason is what the question rejects with. */
  signal: AbortSignal
  palette: Palette
  /** True for a terminal that cannot move its cursor: questions are then lines, and so are the answers. */
  isDumb: boolean
}

/** The number of lines that a question with few answers shows at once. */
const PAGE_SIZE = 12

/** What a list puts before a line, and one column that no terminal wraps at. */
const MARKER_WIDTH = 3

/** Below this width rows cannot be told from each other, and the question takes most of the screen. */
const NARROWEST = 40

/** `? ` and what @inquirer/prompts puts behind a question. */
const PREFIX_WIDTH = 2
const YES_OR_NO = ' (y/N) yes'
const HIDDEN_INPUT = ' [input is masked]'

/** Makes the questions. Each looks at the terminal's size anew. */
export function createPrompt(streams: PromptStreams): Prompt {
  const [lines, screen] = [createLinePrompt(streams), createScreenPrompt(streams)]
  const current = () => (streams.isDumb || screenOf(streams.output).columns < NARROWEST ? lines : screen)
  const ask = <Value>(question: (prompt: Prompt) => Promise<Value>) =>
    answer(question(current()), streams.signal)
  return {
    secret: (message) => ask((prompt) => prompt.secret(message)),
    confirm: (message) => ask((prompt) => prompt.confirm(message)),
    select: (message, choices) => ask((prompt) => prompt.select(message, choices)),
    text: (message, check) => ask((prompt) => prompt.text(message, check)),
    tick: (message, choices) => ask((prompt) => prompt.tick(message, choices)),
    pick: (question) => ask((prompt) => prompt.pick(question)),
    pickSeveral: (question) => ask((prompt) => prompt.pickSeveral(question)),
  }
}

/** Makes the questions for a terminal that can move its cursor. */
function createScreenPrompt(streams: PromptStreams): Prompt {
  const { palette } = streams
  const theme = themeOf(palette)
  const screen = screenOf(streams.output)
  const named = <Kind extends { name: string }>(choices: readonly Kind[]) =>
    choices.map((choice) => ({
      ...choice,
      name: shorten(safeLine(choice.name), screen.columns - MARKER_WIDTH),
    }))
  const wrapped = (message: string, room: number) =>
    // A question is painted as a whole.
    renderMessage(safeLine(message), {
      palette: PLAIN_PALETTE,
      width: screen.columns - room,
      indent: PREFIX_WIDTH,
      redact: (text) => text,
    })
  const base = (message: string, room = 0) => ({ message: wrapped(message, room), theme })
  return {
    secret: (message) => password({ ...base(message, HIDDEN_INPUT.length), toggleMask: false }, streams),
    confirm: (message) => confirm({ ...base(message, YES_OR_NO.length), default: false }, streams),
    select: (message, choices) =>
      select({ ...base(message), pageSize: PAGE_SIZE, choices: named(choices) }, streams),
    text: (message, check) => input({ ...base(message), validate: (text) => check(text) ?? true }, streams),
    tick: (message, choices) =>
      checkbox(
        {
          ...base(message),
          pageSize: PAGE_SIZE,
          choices: named(choices).map(({ name, value, ticked }) => ({ name, value, checked: ticked })),
        },
        streams,
      ),
    pick: async (question) => {
      const [picked] = await openPicker({ question, several: false, screen, palette }, streams)
      return picked as (typeof question.rows)[number]['value']
    },
    pickSeveral: (question) => openPicker({ question, several: true, screen, palette }, streams),
  }
}

/** Has the questions follow the color decision of their stream; @inquirer/prompts would look at that of stdout. */
function themeOf({ good, heading, id }: Palette) {
  return {
    prefix: { idle: '?', done: good('✓') },
    style: {
      message: (text: string) => heading(text),
      answer: (text: string) => id(text),
      highlight: (text: string) => id(text),
    },
  }
}

function screenOf(output: PromptStreams['output']): PickerScreen {
  return {
    get columns() {
      return output.columns || 80
    },
    get rows() {
      return output.rows || 24
    },
    write: (text) => void output.write(text),
    onResize(listener) {
      output.on('resize', listener)
      return () => void output.off('resize', listener)
    },
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
