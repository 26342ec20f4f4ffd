import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { DgshError } from '../errors.ts'
import { makeDirectory } from '../files/directory.ts'
import { readRegularFile, waitingForNothing } from '../files/regular-file.ts'
import { type HistoryEntry, readEntry } from './entry.ts'

/** What was found in the file. */
export interface HistoryContent {
  /** In the order in which they were appended: the oldest first. */
  entries: HistoryEntry[]
  /** How many lines could not be read: cut off by a process that was killed, or not written by this dgsh. */
  skipped: number
}

/** The record of what dgsh changed on this machine and at Deepgram, without secrets. It only ever grows. */
export interface History {
  /** The file's absolute path; empty when there is no directory for it. */
  readonly path: string
  /**
   * Adds an entry, by one write at the end of the file, so that two dgsh at once lose nothing. Makes the directory (0700)
   * and the file (0600) when missing. Throws `file_unusable`.
   */
  append(entry: HistoryEntry): Promise<void>
  /** Everything; nothing when there is no file. Throws `file_unusable`. */
  read(): Promise<HistoryContent>
}

/** Opens `history.jsonl` of a directory: one JSON object on each line. Nothing is read or made before the first call. */
export function openHistory(directory: string | undefined): History {
  if (directory === undefined) return nowhere()
  const path = join(directory, 'history.jsonl')
  return {
    path,
    append: (entry) =>
      attempt(path, async () => {
        makeDirectory(directory)
        const { O_APPEND, O_CREAT, O_RDWR } = constants
        const file = await open(path, O_APPEND | O_CREAT | O_RDWR | waitingForNothing, 0o600)
        try {
          await writeLine(file, JSON.stringify(entry))
        } finally {
          await file.close()
        }
      }),
    read: async () => parseLines(readExisting(path)),
  }
}

/** A line that a killed process left unended is ended first, so that it takes no other along. */
async function writeLine(file: FileHandle, line: string): Promise<void> {
  const status = await file.stat()
  if (!status.isFile()) throw Object.assign(new Error('no file'), { code: 'not a regular file' })
  const { size } = status
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, Math.max(0, size - 1))
  const isTorn = size > 0 && buffer.toString('latin1') !== '\n'
  const bytes = Buffer.from(`${isTorn ? '\n' : ''}${line}\n`)
  const { bytesWritten } = await file.write(bytes)
  // A second write could stand behind another process's line, and would make sense nowhere.
  if (bytesWritten < bytes.length) throw Object.assign(new Error('cut off'), { code: 'ENOSPC' })
}

/** It only grows: years of it are a few megabytes. */
const LARGEST_MB = 256

function readExisting(path: string): string {
  const content = readRegularFile(path, LARGEST_MB)
  if (content === undefined) return ''
  if ('reason' in content) throw unusable(path, 'read', content.code ?? content.reason)
  return content.bytes.toString('utf8')
}

function parseLines(text: string): HistoryContent {
  const lines = text.split('\n').filter((line) => line !== '')
  const entries = lines.flatMap((line) => readEntry(line) ?? [])
  return { entries, skipped: lines.length - entries.length }
}

function nowhere(): History {
  return {
    path: '',
    async append() {
      throw new DgshError('file_unusable', 'there is no home directory to keep history.jsonl in', {
        hint: 'set HOME, or DGSH_STATE_DIR, to an absolute path',
      })
    },
    read: async () => ({ entries: [], skipped: 0 }),
  }
}

async function attempt(path: string, action: () => Promise<void>): Promise<void> {
  try {
    await action()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    throw unusable(path, 'written', code)
  }
}

function unusable(path: string, verb: 'read' | 'written', why: string): DgshError {
  return new DgshError('file_unusable', `${path} cannot be ${verb} (${why})`, {
    hint: 'check the permissions of the file and its directory, or choose another with DGSH_STATE_DIR',
  })
}
