import type { Choice, Context } from '../context.ts'
import { DgshError, usageError } from '../errors.ts'
import { safeText } from '../ui/safe-text.ts'

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
}

/**
 * The item whose id is, or begins with, the text. Throws a usage error for a text that is too short or fits several,
 * and `credential_not_found` or `project_not_found` for one that fits none.
 */
export function findByPrefix<Value>(text: string, { noun, items, idOf, nameOf }: Choosable<Value>): Value {
  const wanted = text.toLowerCase()
  const exact = items.find((item) => idOf(item).toLowerCase() === wanted)
  if (exact !== undefined) return exact
  if (text.length < LEAST_PREFIX) {
    throw usageError(
      `"${text}" is too short for a ${noun}`,
      `give its id, or at least its first ${LEAST_PREFIX} characters`,
    )
  }
  const found = items.filter((item) => idOf(item).toLowerCase().startsWith(wanted))
  const [only, second] = found
  if (only === undefined) throw notFound(noun, text)
  if (second === undefined) return only
  throw usageError(
    `"${text}" fits ${found.length} ${noun}s`,
    `give more of the id:\n${listOf(found, nameOf)}`,
  )
}

/**
 * Without a name given: the only item, or the one picked on a terminal. Throws `input_required` with the list of ids where
 * dgsh may not ask, and `credential_not_found` or `project_not_found` where there is nothing to choose from.
 */
export async function chooseOne<Value>(
  context: Context,
  choosable: Choosable<Value>,
  how: string,
): Promise<Value> {
  const { noun, items, nameOf } = choosable
  const [only, second] = items
  if (only === undefined) throw none(noun)
  if (second === undefined) return only
  if (context.canPrompt) {
    const choices = items.map((item): Choice<Value> => ({ name: nameOf(item), value: item }))
    return (await context.prompt()).select(`Which ${noun}?`, choices)
  }
  throw new DgshError('input_required', `there are ${items.length} ${noun}s, and dgsh may not ask which`, {
    hint: `${how}:\n${listOf(items, nameOf)}`,
  })
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
    hint: `${list} shows the ids`,
  })
}

function listOf<Value>(items: readonly Value[], nameOf: (item: Value) => string): string {
  return items.map((item) => safeText(nameOf(item))).join('\n')
}
