import { expect } from 'vitest'
import { type Journal, journalDirectory, openJournal } from '../../src/journal/journal.ts'
import type { Operation } from '../../src/journal/operation.ts'
import { entrySchema, operationFile } from '../../src/journal/operation-file.ts'
import { openJsonFile } from '../../src/settings/json-file.ts'
import { NOW } from './context.ts'
import { temporaryDirectory } from './temporary.ts'

/** What differs from a process with the id 10, which is alone on its machine. */
export interface JournalSetup {
  state?: string | undefined
  own?: number
  living?: readonly number[]
}

/** A journal, and what has become of its surroundings. */
export interface TestJournal {
  journal: Journal
  state: string
  /** The points and the debug lines so far. */
  points: string[]
  /** Lets time pass, in which nothing is done. */
  pass(minutes: number): void
  /** Does what is to be done each minute, once. */
  beat(): Promise<void>
  /** How much there is to be done each minute. */
  beating(): number
}

/** A journal of a process with that id on a machine where only those processes are. */
export function journalOf(setup: JournalSetup = {}): TestJournal {
  const { state = temporaryDirectory(), own = 10, living = [own] } = setup
  const points: string[] = []
  const directory = journalDirectory(state)
  const actions = new Set<() => Promise<void>>()
  let time = NOW.getTime()
  const journal = openJournal({
    directory,
    open: (name) => operationFile(openJsonFile({ directory, name, schema: entrySchema })),
    processes: { own, exists: (pid) => living.includes(pid) },
    now: () => new Date(time),
    every(ms, action) {
      expect(ms).toBe(60_000)
      actions.add(action)
      return () => actions.delete(action)
    },
    checkpoint: (point) => points.push(point),
    debug: (message) => points.push(message),
  })
  const pass = (minutes: number) => {
    time += minutes * 60_000
  }
  const beat = async () => void (await Promise.all([...actions].map((action) => action())))
  return { journal, state, points, pass, beat, beating: () => actions.size }
}

/** The same operation as another machine sees it that shares the home directory. */
export function fromElsewhere(operation: Operation): Operation {
  const { pid = 10, since = '' } = operation.runner ?? {}
  return { ...operation, runner: { pid, host: 'elsewhere.example', since } }
}
