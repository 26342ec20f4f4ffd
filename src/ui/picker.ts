import { createPrompt, useEffect, useKeypress, useRef, useState } from '@inquirer/core'
import type { RowQuestion } from '../ports.ts'
import type { Palette } from './palette.ts'
import { renderAnswer } from './picker-rows.ts'
import { bodyOf, countOf, headOf, pageSizeOf } from './picker-screen.ts'
import { activeValue, firstState, moved, type PickerState, toggled, withFilter } from './picker-state.ts'
import { safeText } from './safe-text.ts'
import { displayWidth } from './width.ts'

/** What a picker is shown on. */
export interface PickerScreen {
  readonly columns: number
  readonly rows: number
  write(text: string): void
  /** Calls back whenever the size changes; returns what ends that. */
  onResize(listener: () => void): () => void
}

/** A picker for one, or for several. */
export interface PickerConfig<Value> {
  question: RowQuestion<Value>
  several: boolean
  screen: PickerScreen
  palette: Palette
}

/** What the picker uses of readline. */
interface LineEditor {
  readonly line: string
  write(text: string | null, key?: { ctrl: boolean; name: string }): void
  getCursorPos(): { cols: number }
}

type View = (config: PickerConfig<unknown>, done: (values: unknown[]) => void) => string | [string, string]

const prompt = createPrompt<unknown[], PickerConfig<unknown>>(view satisfies View)

/** Asks with a list that is searched by typing. Returns the value that was picked, or those that were ticked. */
export function openPicker<Value>(
  config: PickerConfig<Value>,
  streams: { input: NodeJS.ReadableStream; output: NodeJS.WritableStream; signal: AbortSignal },
): Promise<Value[]> {
  return prompt(config as PickerConfig<unknown>, streams) as Promise<Value[]>
}

function view(config: PickerConfig<unknown>, done: (values: unknown[]) => void): string | [string, string] {
  const { question, several, screen, palette } = config
  const [state, setState] = useState(firstState(question))
  const [answer, setAnswer] = useState<unknown[] | undefined>(undefined)
  const drawn = useRef({ below: 0 })
  useRedrawing(screen, drawn.current)
  const head = headOf(question.message, state.filter, screen.columns)
  useKeypress((key, line) => {
    const editor = line as unknown as LineEditor
    const pressed = press(key, editor, { state, config, pageSize: pageSizeOf(screen, head) })
    // Readline has keys of its own for most of these.
    if (editor.line !== pressed.state.filter || pressed.state === state || pressed.values !== undefined)
      replaceLine(editor, pressed.state.filter)
    if (pressed.state !== state) setState(pressed.state)
    if (pressed.values === undefined) return
    setAnswer(pressed.values)
    done(pressed.values)
  })
  useCount(countOf(state, config), { ...config, isAsking: answer === undefined })
  if (answer !== undefined) return answerLine(answer, config)
  const body = bodyOf(state, { question, several, screen, palette, head })
  drawn.current.below = body.split('\n').length
  return [headOf(question.message, state.filter, screen.columns, palette), body]
}

interface Pressed {
  state: PickerState<unknown>
  /** The answer, once it is given. */
  values?: unknown[]
}

function press(
  { name }: { name: string },
  editor: LineEditor,
  {
    state,
    config,
    pageSize,
  }: { state: PickerState<unknown>; config: PickerConfig<unknown>; pageSize: number },
): Pressed {
  const { question, several, screen } = config
  const active = activeValue(state, question)
  if (name === 'return' || name === 'enter') {
    if (several) return state.ticked.size === 0 ? { state } : { state, values: inOrder(state, question) }
    return active === undefined ? { state } : { state, values: [active] }
  }
  if (name === 'escape') return { state: withFilter(state, '', question) }
  if (name === 'tab' || (several && name === 'space'))
    return { state: several && active !== undefined ? toggled(state, active) : state }
  const next = moved(state, name, pageSize)
  if (next !== undefined) return { state: next }
  const filter = safeText(editor.line)
  // A line that wraps would leave its beginning behind when it is drawn again.
  const fits = displayWidth(headOf(question.message, filter, screen.columns).split('\n').at(-1) ?? '')
  if (fits >= screen.columns && filter.length > state.filter.length) return { state }
  return { state: withFilter(state, filter, question) }
}

function inOrder({ ticked }: PickerState<unknown>, { rows }: RowQuestion<unknown>): unknown[] {
  return rows.map(({ value }) => value).filter((value) => ticked.has(value))
}

/** Puts the cursor at the end, too. */
function replaceLine(editor: LineEditor, text: string): void {
  editor.write(null, { ctrl: true, name: 'e' })
  editor.write(null, { ctrl: true, name: 'u' })
  if (text !== '') editor.write(text)
}

/**
 * Makes room for the next drawing when the terminal changes its size: it may have wrapped the lines anew, and may have cut off
 * those at its bottom, which the drawing counts on.
 */
function useRedrawing(screen: PickerScreen, drawn: { below: number }): void {
  const [, setSize] = useState('')
  useEffect(
    () =>
      screen.onResize(() => {
        const below = Math.min(drawn.below, Math.max(0, screen.rows - 1))
        const up = below === 0 ? '' : `\u001b[${below}A`
        screen.write(`\u001b[J${'\n'.repeat(below)}${up}`)
        setSize(`${screen.columns}x${screen.rows}x${performance.now()}`)
      }),
    [],
  )
}

/**
 * Writes the count at the right end of the line that is typed in, after each drawing. It is no part of what is drawn, because
 * @inquirer/core takes the end of that line for the end of what was typed.
 */
function useCount(
  count: string,
  { screen, palette, isAsking }: Pick<PickerConfig<unknown>, 'screen' | 'palette'> & { isAsking: boolean },
): void {
  useEffect(
    (line) => {
      const { cols } = line.getCursorPos()
      const start = screen.columns - 1 - count.length
      if (!isAsking || start < cols + 2) return
      screen.write(`\u001b[${start + 1}G${palette.faint(count)}\u001b[${cols + 1}G`)
    },
    [{}],
  )
}

/** An answer that does not fit beside its question has a line of its own. */
function answerLine(values: unknown[], { question, screen, palette }: PickerConfig<unknown>): string {
  const message = safeText(question.message)
  const start = `${palette.good('✓')} ${palette.heading(message)}`
  const [only, second] = question.rows.filter(({ value }) => values.includes(value))
  const isOne = only !== undefined && second === undefined
  const given = (width: number) => (isOne ? renderAnswer(only, width) : `${values.length} ticked`)
  const room = screen.columns - 1 - displayWidth(`✓ ${message} `)
  const beside = given(Math.max(room, 1))
  return displayWidth(beside) <= room
    ? `${start} ${palette.id(beside)}`
    : `${start}\n  ${palette.id(given(screen.columns - 3))}`
}
