import { appendFileSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { DgshError } from '../errors.ts'

/** What dgsh itself may have changed. */
export const ACTIONS = [
  'credential_created',
  'credential_deleted',
  'credential_rotated',
  'secret_stored',
  'secret_forgotten',
  'engine_logged_in',
  'engine_logged_out',
  'api_key_stored',
  'api_key_forgotten',
  'store_changed',
] as const

/** A kind of change. */
export type Action = (typeof ACTIONS)[number]

const entrySchema = v.object({
  /** RFC 3339. */
  time: v.string(),
  action: v.picklist(ACTIONS),
  /** Its id; null for what concerns no single one. */
  credential: v.nullable(v.string()),
  project: v.nullable(v.string()),
  profile: v.string(),
  /** Who or where: `engine`, `registry`, `store`, `replaced_by` … Never a secret. */
  detail: v.record(v.string(), v.string()),
})

/** One change. */
export type HistoryEntry = v.InferOutput<typeof entrySchema>

/** The changes that dgsh made on this machine, in a file that only grows. */
export interface History {
  readonly path: string
  /** Adds one line in one write, so that two dgsh at once lose nothing. Throws `file_unusable`. */
  append(entry: HistoryEntry): Promise<void>
  /** All changes, the oldest first, and how many lines could not be understood. Throws `file_unusable`. */
  read(): Promise<{ entries: HistoryEntry[]; skipped: number }>
}

/** Opens the history of a state directory; undefined where there is no home directory. */
export function openHistory(directory: string | undefined): History {
  const path = directory === undefined ? '' : join(directory, 'history.jsonl')
  return {
    path,
    async append(entry) {
      if (directory === undefined) throw unusable('history.jsonl', 'written', 'no home directory')
      attempt(path, 'written', () => {
        mkdirSync(directory, { recursive: true, mode: 0o700 })
        // A line that was torn when a process was killed ends here.
        const start = endsInMiddle(path) ? '\n' : ''
        appendFileSync(path, `${start}${JSON.stringify(entry)}\n`, { mode: 0o600 })
      })
    },
    async read() {
      const lines = attempt(path, 'read', () => readLines(path))
      const entries = lines.flatMap((line) => parseLine(line) ?? [])
      return { entries, skipped: lines.length - entries.length }
    },
  }
}

function readLines(path: string): string[] {
  return readText(path)
    .split('\n')
    .filter((line) => line.trim() !== '')
}

function endsInMiddle(path: string): boolean {
  const text = readText(path)
  return text !== '' && !text.endsWith('\n')
}

function readText(path: string): string {
  try {
    return path === '' ? '' : readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}

function parseLine(line: string): HistoryEntry | undefined {
  try {
    const result = v.safeParse(entrySchema, JSON.parse(line))
    return result.success ? result.output : undefined
  } catch {
    return undefined
  }
}

function attempt<Value>(path: string, verb: 'read' | 'written', action: () => Value): Value {
  try {
    return action()
  } catch (error) {
    throw unusable(path, verb, String((error as NodeJS.ErrnoException).code))
  }
}

function unusable(path: string, verb: string, why: string): DgshError {
  return new DgshError('file_unusable', `${path} cannot be ${verb} (${why})`, {
    hint: 'check the permissions of the file and its directory, or choose another with DGSH_STATE_DIR',
  })
}
