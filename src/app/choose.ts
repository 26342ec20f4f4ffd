import { DgshError, usageError } from '../errors.ts'
import type { RowQuestion } from '../ports.ts'
import { fold, safeText } from '../ui/safe-text.ts'
import type { Streams } from './context.ts'

/** The fewest characters of an id that may stand for it. */
export const LEAST_PREFIX = 4

/** What is chosen from, and the words for it. */
export interface Choosable<Value> {
  /** The noun: `credential`, `project`. */
  noun: 'credential' | 'project'
  items: readonly Value[]
  idOf: (item: Value) => string
  /** How a picker and a list of candidates show an item; begins with its id. */
  nameOf: (item: Value) => string
  /** What people know an item by, such as its comment; it may stand for the item. Left out, only ids do. */
  labelOf?: (item: Value) => string
  /** Returns what a picker shows; left out, what {@link Choosable.nameOf} says. */
  ask?: (message: string) => Promise<RowQuestion<Value>>
}

/** An item, and what it was named by. */
export interface Found<Value> {
  item: Value
  by: 'id' | 'label'
}

/** Returns {@link findNamed} without what the item was named by. */
export function findByPrefix<Value>(text: string, choosable: Choosable<Value>): Value {
  return findNamed(text, choosable).item
}

/**
 * Returns the item that a text names: its id, the start of it, its whole label, or a part of its label that no other has.
 * Throws a usage error for a text that is too short or matches several, and `credential_not_found` or `project_not_found`
 * for one that matches none.
 */
export function findNamed<Value>(text: string, choosable: Choosable<Value>): Found<Value> {
  const { noun, items, idOf } = choosable
  const wanted = text.toLowerCase()
  const exact = items.find((item) => idOf(item).toLowerCase() === wanted)
  if (exact !== undefined) return { item: exact, by: 'id' }
  const starting = items.filter((item) => idOf(item).toLowerCase().startsWith(wanted))
  if (text.length >= LEAST_PREFIX && starting.length > 0)
    return { item: onlyOf(starting, text, choosable, 'give more of the id'), by: 'id' }
  const labeled = findByLabel(text, choosable)
  if (labeled !== undefined) return { item: labeled, by: 'label' }
  if (text.length >= LEAST_PREFIX || (starting.length === 0 && text !== '')) throw notFound(noun, text)
  throw usageError(
    `"${text}" is too short for a ${noun}`,
    `give its id, or at least its first ${LEAST_PREFIX} characters`,
  )
}

function findByLabel<Value>(text: string, choosable: Choosable<Value>): Value | undefined {
  const { items, labelOf } = choosable
  const wanted = comparable(text)
  if (labelOf === undefined || wanted === '') return undefined
  const labels = items.map((item) => ({ item, label: comparable(labelOf(item)) }))
  const equal = labels.filter(({ label }) => label === wanted)
  const found = equal.length > 0 ? equal : labels.filter(({ label }) => label.includes(wanted))
  const matching = found.map(({ item }) => item)
  return matching.length === 0 ? undefined : onlyOf(matching, text, choosable, 'give the id of one')
}

function comparable(text: string): string {
  return fold(text).trim().replace(/\s+/g, ' ')
}

function onlyOf<Value>(
  found: readonly Value[],
  text: string,
  { noun, nameOf }: Choosable<Value>,
  how: string,
): Value {
  const [only] = found
  if (only !== undefined && found.length === 1) return only
  throw usageError(`"${text}" matches ${found.length} ${noun}s`, `${how}:\n${listOf(found, nameOf)}`)
}

/**
 * Without a name given: the only item, or the one picked on a terminal. Throws `input_required` with the list of ids where
 * dgsh may not ask, and `credential_not_found` or `project_not_found` where there is nothing to choose from.
 */
export async function chooseOne<Value>(
  io: Streams,
  choosable: Choosable<Value>,
  { how, question = `Which ${choosable.noun}?` }: Asking,
): Promise<Value> {
  const [only, second] = choosable.items
  if (only !== undefined && second === undefined) return only
  requireChoice(io, choosable, how)
  return (await io.prompt()).pick(await questionOf(question, choosable))
}

/** What is asked, and what to do where nothing may be asked. */
export interface Asking {
  how: string
  /** Left out, `Which credential?` or `Which project?`. */
  question?: string | undefined
}

/** Without names given: the items that are ticked on a terminal. Throws as {@link chooseOne} does. */
export async function chooseSeveral<Value>(
  io: Streams,
  choosable: Choosable<Value>,
  { how, question = `Which ${choosable.noun}s?` }: Asking,
): Promise<Value[]> {
  requireChoice(io, choosable, how)
  return (await io.prompt()).pickSeveral(await questionOf(question, choosable))
}

function requireChoice<Value>(io: Streams, { noun, items, nameOf }: Choosable<Value>, how: string): void {
  if (items.length === 0) throw none(noun)
  if (io.canPrompt) return
  const there = items.length === 1 ? `is 1 ${noun}` : `are ${items.length} ${noun}s`
  throw new DgshError('input_required', `there ${there} to choose from, and prompts are disabled`, {
    hint: `${how}:\n${listOf(items, nameOf)}`,
  })
}

async function questionOf<Value>(message: string, choosable: Choosable<Value>): Promise<RowQuestion<Value>> {
  if (choosable.ask !== undefined) return choosable.ask(message)
  const { items, idOf, nameOf, labelOf = () => '' } = choosable
  return {
    message,
    rows: items.map((item) => ({ value: item, name: labelOf(item), detail: '', id: idOf(item), mark: '' })),
    search: (text) => {
      const words = text.toLowerCase().split(/\s+/)
      return (item) => words.every((word) => nameOf(item).toLowerCase().includes(word))
    },
  }
}

/** The error for an empty list to choose from. */
function none(noun: 'credential' | 'project'): DgshError {
  const hint = {
    project: 'use a key of a project that has self-hosted access',
    credential:
      'create one in the Deepgram console, under Self-Hosted, or name another project with --project',
  }[noun]
  return new DgshError(`${noun}_not_found`, `there are no ${noun}s that this API key may see`, { hint })
}

/** The error for an id that is not there. */
export function notFound(noun: 'credential' | 'project', text: string): DgshError {
  const list = noun === 'credential' ? 'dgsh creds list' : 'dgsh projects list'
  return new DgshError(`${noun}_not_found`, `there is no ${noun} ${text} that this API key may see`, {
    hint: `to see them all: ${list}`,
  })
}

function listOf<Value>(items: readonly Value[], nameOf: (item: Value) => string): string {
  return items.map((item) => safeText(nameOf(item))).join('\n')
}
