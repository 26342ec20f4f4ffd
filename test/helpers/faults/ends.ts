import type { State } from './state.ts'

/** The ends that a command may come to. */
export interface Ends {
  done: State
  undone: State
}

/** Which end a state is; undefined when it is none. */
export function endOf(state: State, ends: Ends): keyof Ends | undefined {
  if (isSame(state, ends.done)) return 'done'
  return isSame(withoutTraces(state), withoutTraces(ends.undone)) ? 'undone' : undefined
}

/** Done, but for the login of the engine. */
export function isKept(state: State, { done }: Ends): boolean {
  return isSame({ ...state, docker: '' }, { ...done, docker: '' })
}

/** Undone, but for a login that docker still has of the credential that is deleted. */
export function isUndoneWithDeadLogin(state: State, ends: Ends): boolean {
  return (
    state.docker === 'gone, does not work' &&
    endOf({ ...state, docker: ends.undone.docker }, ends) === 'undone'
  )
}

/** True when an operation is left in the journal. */
export function isLeft({ files }: State): boolean {
  return files.some((name) => /^journal.+\.json$/.test(name))
}

/** True for states between which nothing happened. Orphans that came and went are no difference. */
export function isSame(one: State, other: State): boolean {
  return JSON.stringify(comparable(one)) === JSON.stringify(comparable(other))
}

/** A state and the ends that it is none of, to be read. */
export function explain(state: State, { done, undone }: Ends): string {
  const entries = Object.entries({ state, done, undone })
  return entries.map(([name, one]) => `${name}: ${JSON.stringify(comparable(one))}`).join('\n')
}

/** The files that have no business there. The lock of one that was killed gets stale. */
export function leftoversIn({ files }: State): string[] {
  const known = /^(?:history\.jsonl|journal|store\.json|logins\.lock)$/
  return files.filter((name) => !known.test(name)).map((name) => `left behind: ${name}`)
}

function comparable({ living, kept, docker, hook, history }: State) {
  return { living, kept, docker, hook, history: history.filter((line) => / (?:old|new)$/.test(line)) }
}

/** What was undone may have been told to the hook and the history. */
function withoutTraces(state: State): State {
  return { ...state, hook: '', history: [] }
}
