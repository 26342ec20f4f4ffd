import type { Choice, OutputStream, Prompt, RowQuestion } from '../../ports.ts'

/** Returns the stream with everything that is written to it redacted. */
export function redactedStream(stream: OutputStream, redact: (text: string) => string): OutputStream {
  return {
    isTTY: stream.isTTY,
    get columns() {
      return stream.columns
    },
    write: (text) => stream.write(redact(text)),
    isTaken: () => stream.isTaken(),
  }
}

/** Returns the prompt with every question and every choice redacted. */
export function redactedPrompt(prompt: Prompt, redact: (text: string) => string): Prompt {
  const redactEach = <Kind extends Choice<unknown>>(choices: readonly Kind[]) =>
    choices.map((choice) => ({ ...choice, name: redact(choice.name) }))
  const redactRows = <Value>({ message, rows, search }: RowQuestion<Value>): RowQuestion<Value> => ({
    message: redact(message),
    rows: rows.map(({ value, name, detail, id, mark }) => ({
      value,
      name: redact(name),
      detail: redact(detail),
      id: redact(id),
      mark: redact(mark),
    })),
    search,
  })
  return {
    pick: (question) => prompt.pick(redactRows(question)),
    pickSeveral: (question) => prompt.pickSeveral(redactRows(question)),
    secret: (message) => prompt.secret(redact(message)),
    confirm: (message) => prompt.confirm(redact(message)),
    select: (message, choices) => prompt.select(redact(message), redactEach(choices)),
    text: (message, check) => prompt.text(redact(message), check),
    tick: (message, choices) => prompt.tick(redact(message), redactEach(choices)),
  }
}
