import { GAP } from './fit.ts'
import { fitText } from './fit-text.ts'
import type { Paint, Palette } from './palette.ts'
import { safeLine } from './safe-text.ts'
import { displayWidth, padTo } from './width.ts'
import { wrapText } from './wrap.ts'

/** What is known about one thing: a label and a value. One without a value is left out. */
export interface Field {
  label: string
  value: string
  paint?: Paint
  /** True for ids and commands, which are never broken. */
  whole?: boolean
  /** A shorter value for a terminal that is too narrow for the whole one. */
  short?: string
}

/** Everything about one thing. */
export interface Sheet {
  title: string
  /** Those of a row stand side by side where there is room for all of them. */
  rows: readonly (readonly Field[])[]
}

/** What a sheet is drawn on. */
export interface SheetStyle {
  palette: Palette
  /** The width of the terminal; undefined off a terminal, where nothing is wrapped and each field is a line. */
  width: number | undefined
  redact: (text: string) => string
}

const INDENT = 2

/** Beside its label a value is wrapped to no less than this. */
const LEAST_ROOM = 12

/** Returns the title and the fields as text that ends with a line break. */
export function renderSheet({ title, rows }: Sheet, style: SheetStyle): string {
  const { palette, redact, width } = style
  const clean = (text: string) => redact(safeLine(text))
  const known = rows
    .map((row) =>
      row.map((field) => ({ ...field, value: clean(field.value) })).filter(({ value }) => value !== ''),
    )
    .filter((row) => row.length > 0)
  const head = wrapWithin(clean(title), width)
    .map((line) => `${palette.heading(line)}\n`)
    .join('')
  const pairs = width === undefined ? undefined : pairWidths(known, width)
  const lines = pairs === undefined ? known.flat().map((field) => [field]) : known
  const labelWidth = Math.max(0, ...lines.map(([first]) => displayWidth(first?.label ?? '')))
  return head + lines.map((row) => renderRow(row, { ...style, labelWidth, pairs })).join('')
}

interface RowStyle extends SheetStyle {
  labelWidth: number
  /** The widths of the left values and of the right labels, where fields stand side by side. */
  pairs: [value: number, label: number] | undefined
}

/** Undefined where not all of the rows with two fields fit. */
function pairWidths(rows: readonly (readonly Field[])[], width: number): RowStyle['pairs'] {
  const wide = (texts: readonly (string | undefined)[]) =>
    Math.max(0, ...texts.map((text) => displayWidth(text ?? '')))
  const paired = rows.filter((row) => row.length > 1)
  const label = wide(rows.map(([first]) => first?.label))
  const [value, right, rightValue] = [
    wide(paired.map(([first]) => first?.value)),
    wide(paired.map(([, second]) => second?.label)),
    wide(paired.map(([, second]) => second?.value)),
  ]
  const total = INDENT + label + GAP + value + PAIR_GAP + right + GAP + rightValue
  return total <= width ? [value, right] : undefined
}

const PAIR_GAP = 4

function renderRow([first, second]: readonly Field[], style: RowStyle): string {
  const { labelWidth, pairs, palette } = style
  if (first === undefined) return ''
  if (pairs === undefined || second === undefined) return renderField(first, style)
  const left = `${' '.repeat(INDENT)}${palette.faint(padTo(first.label, labelWidth))}${' '.repeat(GAP)}`
  const value = paintOf(first)(first.value) + ' '.repeat(pairs[0] - displayWidth(first.value) + PAIR_GAP)
  return `${left}${value}${palette.faint(padTo(second.label, pairs[1]))}${' '.repeat(GAP)}${paintOf(second)(second.value)}\n`
}

function renderField(field: Field, { labelWidth, palette, width }: RowStyle): string {
  const { label, value, whole = false } = field
  const indent = INDENT + labelWidth + GAP
  const room = width === undefined ? Number.POSITIVE_INFINITY : width - indent
  const beside = (lines: readonly string[]) => {
    const start = `${' '.repeat(INDENT)}${palette.faint(padTo(label, labelWidth))}${' '.repeat(GAP)}`
    return `${start}${lines.map(paintOf(field)).join(`\n${' '.repeat(indent)}`)}\n`
  }
  if (displayWidth(value) <= room) return beside([value])
  if (!whole && room >= LEAST_ROOM) return beside(wrapWithin(value, room))
  // A label of its own line, and its value below, as far left as it has to be.
  const shown = whole ? bestOf(field, width ?? 0) : undefined
  if (shown !== undefined && displayWidth(shown) <= room) return beside([shown])
  const inner = Math.max(1, (width ?? 1) - INDENT)
  const lines = shown === undefined ? wrapText(value, inner) : [shown]
  const before = ' '.repeat(Math.max(0, Math.min(INDENT, (width ?? 0) - displayWidth(lines[0] ?? ''))))
  const [start = ''] = fitText(label, { width: inner, lines: 1, list: false })
  return `${' '.repeat(INDENT)}${palette.faint(start)}\n${lines.map((line) => `${before}${paintOf(field)(line)}\n`).join('')}`
}

/** The whole value where the terminal is wide enough for it, else the short one. */
function bestOf({ value, short = value }: Field, width: number): string {
  return displayWidth(value) <= width ? value : short
}

function paintOf({ paint = (text) => text }: Field): Paint {
  return (line) => paint(line)
}

function wrapWithin(text: string, width: number | undefined): string[] {
  return width === undefined ? [text] : wrapText(text, width)
}
