import type { OutputStream } from '../context.ts'
import { type Outcome, STEP_INDENT, stepOf } from './marks.ts'
import { type Message, mapCommands, message, plainText } from './message.ts'
import type { Palette } from './palette.ts'
import { safeLine } from './safe-text.ts'

/** Writes messages for people. */
export interface Messenger {
  /** Writes a message. */
  say(message: Message): void
  /** Writes `note: …`. */
  note(message: Message): void
  /** Writes a step of longer work: a mark, a word, and what happened. */
  step(outcome: Outcome, word: string, message: Message): void
  /** Loads what wraps and paints messages, where they are wrapped or painted; until then they are written as they are. */
  prepareMessages(): Promise<void>
}

/** What the messages are written on. */
export interface MessengerOptions {
  stream: OutputStream
  palette: () => Promise<Palette>
  /** Hides what is secret: done before anything is wrapped. */
  redact: (text: string) => string
}

/** Makes the writer of messages: on a terminal it wraps them to the width of the moment, elsewhere each is one line. */
export function createMessenger({ stream, palette, redact }: MessengerOptions): Messenger {
  let render = (text: Message, _indent: number) => safeLine(plainText(text))
  const write = (text: Message, indent = 0) => stream.write(`${render(text, indent)}\n`)
  return {
    say: (text) => write(text),
    note: (text) => write(message`note: ${text}`, 'note: '.length),
    step: (outcome, word, text) => write(stepOf(outcome, word, text), STEP_INDENT),
    async prepareMessages() {
      const colors = await palette()
      if (!stream.isTTY && !colors.colored) return
      const { renderMessage } = await import('./render-message.ts')
      render = (text, indent) =>
        renderMessage(text, {
          palette: colors,
          width: stream.isTTY ? stream.columns : undefined,
          indent,
          start: 0,
          redact,
        })
    },
  }
}

/** Returns the writer with the commands of its messages changed: whoever pastes one means the options that this call was given. */
export function changingCommands(messenger: Messenger, change: (line: string) => string): Messenger {
  const changed = (text: Message) => mapCommands(text, change)
  return {
    ...messenger,
    say: (text) => messenger.say(changed(text)),
    note: (text) => messenger.note(changed(text)),
    step: (outcome, word, text) => messenger.step(outcome, word, changed(text)),
  }
}
