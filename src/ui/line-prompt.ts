import { createInterface, type Interface } from 'node:readline'
import { PassThrough } from 'node:stream'
import { DgshError } from '../errors.ts'
import type { Prompt, Row, RowQuestion, TickableChoice } from '../ports.ts'
import type { Palette } from './palette.ts'
import { renderRow, rowWidths, TICK_WIDTH, tickOf } from './picker-rows.ts'
import { safeLine } from './safe-text.ts'

/** The terminal that is asked, line by line. */
export interface LineStreams {
  input: NodeJS.ReadableStream
  output: NodeJS.WritableStream & { columns?: number; rows?: number }
  signal: AbortSignal
  palette: Palette
}

/** Makes the questions for a terminal that cannot move its cursor: nothing but lines is written, and a line is the answer. */
export function createLinePrompt(streams: LineStreams): Prompt {
  const pickRows = <Value>(question: RowQuestion<Value>, several: boolean) =>
    conversation(streams, (readLine) =>
      chooseRows({ question, several, ticked: new Set<Value>() }, streams, readLine),
    )
  return {
    secret: (message) => readHidden(`${safeLine(message)}: `, streams),
    confirm: (message) =>
      conversation(streams, async (readLine) =>
        /^y(?:es)?$/i.test(await readLine(`${safeLine(message)} (y/N) `)),
      ),
    text: (message, check) =>
      conversation(streams, async (readLine) => {
        for (;;) {
          const text = await readLine(`${safeLine(message)}: `)
          const problem = check(text)
          if (problem === undefined) return text
          streams.output.write(`${safeLine(problem)}\n`)
        }
      }),
    select: async (message, choices) => {
      const [chosen] = await pickRows(rowsOf(message, choices), false)
      return chosen as (typeof choices)[number]['value']
    },
    tick: (message, choices) =>
      conversation(streams, (readLine) =>
        chooseRows(
          { question: rowsOf(message, choices), several: true, ticked: tickedOf(choices), mayBeNone: true },
          streams,
          readLine,
        ),
      ),
    pick: async (question) => {
      const [chosen] = await pickRows(question, false)
      return chosen as (typeof question.rows)[number]['value']
    },
    pickSeveral: (question) => pickRows(question, true),
  }
}

function tickedOf<Value>(choices: readonly TickableChoice<Value>[]): Set<Value> {
  return new Set(choices.flatMap(({ value, ticked }) => (ticked ? [value] : [])))
}

/** A question with few answers, as one that is answered from a list. */
function rowsOf<Value>(
  message: string,
  choices: readonly { name: string; value: Value }[],
): RowQuestion<Value> {
  const names = new Map(choices.map(({ name, value }) => [value, name.toLowerCase()]))
  return {
    message,
    rows: choices.map(({ name, value }) => ({ value, name, detail: '', id: '', mark: '' })),
    search: (text) => (value) => names.get(value)?.includes(text.toLowerCase()) === true,
  }
}

type ReadLine = (prompt: string) => Promise<string>

/** Reads lines as long as a question takes. Throws `interrupted` at the end of the input. */
async function conversation<Value>(
  { input, output, signal }: LineStreams,
  talk: (readLine: ReadLine) => Promise<Value>,
): Promise<Value> {
  const lines = createInterface({ input, output, terminal: false })
  try {
    return await talk((prompt) => {
      output.write(prompt)
      return nextLine(lines, signal)
    })
  } finally {
    lines.close()
  }
}

function nextLine(lines: Interface, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const settle = (end: () => void) => () => {
      lines.off('line', onLine).off('close', onClose)
      signal.removeEventListener('abort', onAbort)
      end()
    }
    const onLine = (line: string) => settle(() => resolve(line.trim()))()
    const onClose = settle(() => reject(new DgshError('interrupted', 'interrupted')))
    const onAbort = settle(() => reject(signal.reason))
    lines.once('line', onLine).once('close', onClose)
    signal.addEventListener('abort', onAbort, { once: true })
  })
}

/** Readline keeps the terminal from echoing what is typed, and what it would write itself goes nowhere. */
async function readHidden(prompt: string, { input, output, signal }: LineStreams): Promise<string> {
  output.write(prompt)
  const nowhere = new PassThrough().resume()
  const lines = createInterface({ input, output: nowhere, terminal: true, historySize: 0 })
  lines.on('SIGINT', () => lines.close())
  try {
    return await nextLine(lines, signal)
  } finally {
    lines.close()
    output.write('\n')
  }
}

interface Choosing<Value> {
  question: RowQuestion<Value>
  several: boolean
  ticked: Set<Value>
  /** True when no row has to be ticked. */
  mayBeNone?: boolean
}

async function chooseRows<Value>(
  choosing: Choosing<Value>,
  streams: LineStreams,
  readLine: ReadLine,
): Promise<Value[]> {
  const { question, several, ticked, mayBeNone = false } = choosing
  const write = (line: string) => void streams.output.write(`${line}\n`)
  write(safeLine(question.message))
  let filter = ''
  for (;;) {
    const found = matching(question, filter)
    const shown = found.slice(0, shownAtOnce(streams))
    writeRows(shown, choosing, streams, write)
    if (found.length === 0) write(`Nothing matches "${safeLine(filter)}".`)
    else if (found.length > shown.length)
      write(`${found.length - shown.length} more: type text to search, such as part of the comment.`)
    const text = await readLine(promptOf(several, ticked.size))
    const numbers = numbersIn(text, several).map((number) => shown[number - 1])
    if (numbers.length > 0 && numbers.every((row) => row !== undefined)) {
      const values = numbers.flatMap((row) => (row === undefined ? [] : [row.value]))
      if (!several) return values
      for (const value of values) if (!ticked.delete(value)) ticked.add(value)
    } else if (several && text === '' && (ticked.size > 0 || mayBeNone)) {
      return question.rows.map(({ value }) => value).filter((value) => ticked.has(value))
    } else filter = text
  }
}

function matching<Value>({ rows, search }: RowQuestion<Value>, filter: string): readonly Row<Value>[] {
  if (filter === '') return rows
  const matches = search(filter)
  return rows.filter(({ value }) => matches(value))
}

/** What the terminal shows without scrolling: a line is for the question, one for what is left out, one for the answer. */
function shownAtOnce({ output }: LineStreams): number {
  return Math.min(20, Math.max(3, (output.rows || 24) - 4))
}

function promptOf(several: boolean, ticked: number): string {
  return several
    ? `Numbers to tick, text to search, or Enter when done (${ticked} ticked): `
    : 'Number or text to search: '
}

function numbersIn(text: string, several: boolean): number[] {
  const words = several ? text.split(/[\s,]+/).filter((word) => word !== '') : [text]
  return words.every((word) => /^[1-9]\d{0,3}$/.test(word)) ? words.map(Number) : []
}

function writeRows<Value>(
  shown: readonly Row<Value>[],
  { question, several, ticked }: Choosing<Value>,
  { output, palette }: LineStreams,
  write: (line: string) => void,
): void {
  const numberWidth = String(shown.length).length
  const room = (output.columns || 80) - 1 - numberWidth - 2 - (several ? TICK_WIDTH : 0)
  const widths = rowWidths(question.rows, room)
  for (const [index, row] of shown.entries()) {
    const tick = several ? tickOf(ticked.has(row.value)) : ''
    write(
      `${String(index + 1).padStart(numberWidth)}  ${tick}${renderRow(row, widths, { palette, isActive: false })}`,
    )
  }
}
