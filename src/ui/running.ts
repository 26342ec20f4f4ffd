import { STEP_INDENT, stepOf } from './marks.ts'
import { type Message, message } from './message.ts'
import { displayWidth } from './width.ts'

/** A step that takes a while. */
export interface RunningStep {
  /** What is being worked on: the word that the finished step begins with. */
  word: string
  /** What is done, such as `waiting for quay.io`; only the time when left out. */
  text?: Message
  /** What may be done meanwhile: `Ctrl-C is safe; …`. */
  hint?: Message
  /** The steps that come after it, each a word and its text. */
  next?: readonly (readonly [word: string, text: Message])[]
  /** True where another program may draw on the terminal: the time is not shown, and nothing is drawn twice. */
  still?: boolean
}

/** What shows running steps. */
export interface RunningLines {
  /** Erases the lines, if there are any, so that something else can be written. */
  hide(): void
  /** Draws the lines, with the time as it is now. */
  show(): void
  /** Erases the lines for good. */
  end(): void
}

/** Where the lines are drawn. */
export interface RunningOptions {
  write: (text: string) => void
  /** The width of the terminal at the moment. */
  columns: () => number
  /** Makes the text of a message, wrapped to the terminal. */
  render: (text: Message, indent: number, start?: number) => string
}

const SECOND_MS = 1000
const SAVE = '\u001b7'
const RESTORE = '\u001b8'
const ERASE_BELOW = '\u001b[J'
const ERASE_REST = '\u001b[K'

/** How many of the steps that come next are shown. */
const MOST_NEXT = 4

/**
 * Draws a running step and rewrites it in place every second. The cursor waits on the line below it, where a program that asks
 * on the terminal (ssh for a passphrase) can do so undisturbed.
 */
export function showRunning(step: RunningStep, options: RunningOptions): RunningLines {
  const { write, columns } = options
  const since = performance.now()
  let drawn = 0
  const draw = () => {
    const lines = linesOf(step, Math.floor((performance.now() - since) / SECOND_MS), options)
    const rows = lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(displayWidth(line) / columns())), 0)
    const text = lines.map((line) => `${line}${ERASE_REST}\n`).join('')
    if (drawn === rows) write(`${SAVE}\r\u001b[${drawn}A${text}${RESTORE}`)
    else write(`${erased(drawn)}${text}`)
    drawn = rows
  }
  const hide = () => {
    if (drawn > 0) write(erased(drawn))
    drawn = 0
  }
  draw()
  const timer = step.still === true ? undefined : setInterval(draw, SECOND_MS)
  timer?.unref()
  return {
    hide,
    show: draw,
    end() {
      clearInterval(timer)
      hide()
    },
  }
}

function erased(rows: number): string {
  return rows === 0 ? '' : `\r\u001b[${rows}A${ERASE_BELOW}`
}

function linesOf(
  { word, text, hint, next = [], still = false }: RunningStep,
  seconds: number,
  { render, columns }: RunningOptions,
): string[] {
  const state = still ? 'running' : `running, ${seconds} s`
  const first = stepOf('running', word, text === undefined ? state : message`${text} (${state})`)
  const whole = hint === undefined ? first : message`${first}   ${hint}`
  const top = render(whole, STEP_INDENT)
  const fits = !top.includes('\n') && displayWidth(top) <= columns()
  const above = fits || hint === undefined ? [top] : [render(first, STEP_INDENT), below(hint, render)]
  const steps = next
    .slice(0, MOST_NEXT)
    .map(([name, what]) => render(stepOf('waiting', name, what), STEP_INDENT))
  return [...above, ...steps].flatMap((part) => part.split('\n'))
}

function below(hint: Message, render: RunningOptions['render']): string {
  return `${' '.repeat(STEP_INDENT)}${render(hint, STEP_INDENT, STEP_INDENT)}`
}
