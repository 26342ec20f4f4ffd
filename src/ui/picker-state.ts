import type { RowQuestion } from '../ports.ts'

/** What a picker shows and has ticked, without how it looks. */
export interface PickerState<Value> {
  filter: string
  /** The rows that match the filter, by their places in the question. */
  found: readonly number[]
  /** The place of the marked row among those found. */
  active: number
  ticked: ReadonlySet<Value>
}

/** Returns the state before the first key. */
export function firstState<Value>(question: RowQuestion<Value>): PickerState<Value> {
  return { filter: '', found: question.rows.map((_, index) => index), active: 0, ticked: new Set() }
}

/** Returns the state with another filter; the first row that matches is marked. */
export function withFilter<Value>(
  state: PickerState<Value>,
  filter: string,
  { rows, search }: RowQuestion<Value>,
): PickerState<Value> {
  if (filter === state.filter) return state
  const matches = search(filter)
  const found = rows.flatMap(({ value }, index) => (matches(value) ? [index] : []))
  return { ...state, filter, found, active: 0 }
}

/** Returns the state after a key that moves through the list; undefined for any other key. */
export function moved<Value>(
  state: PickerState<Value>,
  key: string,
  pageSize: number,
): PickerState<Value> | undefined {
  const last = Math.max(0, state.found.length - 1)
  const targets: Readonly<Record<string, number>> = {
    up: state.active - 1,
    down: state.active + 1,
    pageup: state.active - pageSize,
    pagedown: state.active + pageSize,
    home: 0,
    end: last,
  }
  const target = targets[key]
  return target === undefined ? undefined : { ...state, active: Math.min(last, Math.max(0, target)) }
}

/** Returns the value of the marked row; undefined when no row matches. */
export function activeValue<Value>(
  { found, active }: PickerState<Value>,
  { rows }: RowQuestion<Value>,
): Value | undefined {
  return rows[found[active] ?? -1]?.value
}

/** Returns the state with a value ticked, or no longer ticked. */
export function toggled<Value>(state: PickerState<Value>, value: Value): PickerState<Value> {
  const ticked = new Set(state.ticked)
  if (!ticked.delete(value)) ticked.add(value)
  return { ...state, ticked }
}

/** Returns the rows to show: as many as fit, the marked one in the middle where it can be. */
export function windowOf<Value>({ found, active }: PickerState<Value>, size: number): readonly number[] {
  const start = Math.max(0, Math.min(active - Math.floor(size / 2), found.length - size))
  return found.slice(start, start + size)
}
