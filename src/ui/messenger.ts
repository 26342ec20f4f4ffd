import type { OutputStream } from '../ports.ts'
import { type Outcome, STEP_INDENT, stepOf } from './marks.ts'
import { type Message, mapCommands, message, plainText } from './message.ts'
import type { Palette } from './palette.ts'
import type { RunningLines, RunningStep } from './running.ts'
import { safeLine } from './safe-text.ts'

/** Writes messages for people. */
export interface Messenger {
  /** Writes a message. Where it is wrapped, its further lines begin at `indent`. */
  say(message: Message, indent?: number): void
  /** Writes `note: …`. */
  note(message: Message): void
  /** Writes a step of longer work: a mark, a word, and what happened. */
  step(outcome: Outcome, word: string, message: Message): void
  /** Does something that takes a while; on a terminal the step is shown meanwhile, and for how long it is running. */
  running<Value>(step: RunningStep, action: () => Promise<Value>): Promise<Value>
  /** Loads what wraps and paints messages, where they are wrapped or painted; until then they are written as they are. */
  prepareMessages(): Promise<void>
}

/** What the messages are written on. */
export interface MessengerOptions {
  stream: OutputStream
  palette: () => Promise<Palette>
  /** Hides what is secret: done before anything is wrapped. */
  redact: (text: string) => string
  /** True where lines may be rewritten in place: on a terminal that can do it, and where nothing else is written meanwhile. */
  animated: boolean
}

/** Makes the writer of messages: on a terminal it wraps them to the width of the moment, elsewhere each is one line. */
export function createMessenger({ stream, palette, redact, animated }: MessengerOptions): Messenger {
  let render = (text: Message, _indent: number, _start = 0) => safeLine(plainText(text))
  let lines: RunningLines | undefined
  const write = (text: Message, indent = 0) => {
    lines?.hide()
    stream.write(`${render(text, indent)}\n`)
    lines?.show()
  }
  return {
    say: write,
    note: (text) => write(message`note: ${text}`, 'note: '.length),
    step: (outcome, word, text) => write(stepOf(outcome, word, text), STEP_INDENT),
    async running(step, action) {
      if (!animated) return action()
      const { showRunning } = await import('./running.ts')
      lines = showRunning(step, {
        write: (text) => stream.write(text),
        columns: () => stream.columns,
        render: (text, indent, start) => render(text, indent, start),
      })
      try {
        return await action()
      } finally {
        lines.end()
        lines = undefined
      }
    },
    async prepareMessages() {
      const colors = await palette()
      if (!stream.isTTY && !colors.colored) return
      const { renderMessage } = await import('./render-message.ts')
      render = (text, indent, start = 0) =>
        renderMessage(text, {
          palette: colors,
          width: stream.isTTY ? stream.columns : undefined,
          indent,
          start,
          redact,
        })
    },
  }
}

/** Returns the writer with the commands of its messages changed: pasted, they need the options that this call was given. */
export function changingCommands(messenger: Messenger, change: (line: string) => string): Messenger {
  const changed = (text: Message) => mapCommands(text, change)
  return {
    ...messenger,
    say: (text, indent) => messenger.say(changed(text), indent),
    note: (text) => messenger.note(changed(text)),
    step: (outcome, word, text) => messenger.step(outcome, word, changed(text)),
  }
}
