import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Creation, OperationRecord, Rotation } from '../../src/journal/operation.ts'
import { fromRecord } from '../../src/journal/operation-file.ts'
import { idOf, PROJECT_ID } from './samples.ts'

/** The comment that the new credential of {@link operation} has. */
export const SUCCESSOR_COMMENT = 'Number 1 (replaces 00000001, rotation ab12)'

/** Where the API of an operation is, unless a test says otherwise. */
const NOWHERE = 'http://127.0.0.1:1'

/** What differs in the file of an operation: of a creation or a rotation. */
export type RecordChanges = Partial<
  Omit<Extract<OperationRecord, { kind: 'rotate' }>, 'kind' | 'old'> & {
    kind: OperationRecord['kind']
    old: string | undefined
    secret_file: string
  }
>

/** The file of a rotation of the first credential to the second that was left when it had hardly begun, and nobody is at it. */
export function operation(changes: RecordChanges = {}): OperationRecord {
  return {
    id: 'left-0001',
    kind: 'rotate',
    step: 'begun',
    started: '2025-06-28T20:00:00.000Z',
    profile: 'default',
    project: PROJECT_ID,
    api_url: NOWHERE,
    registry: 'quay.io',
    store: 'file',
    wanted: {
      provider: 'quay',
      comment: SUCCESSOR_COMMENT,
      scopes: ['self-hosted:product:api', 'self-hosted:product:engine'],
      tags: ['production'],
    },
    known: [idOf(1)],
    old: idOf(1),
    targets: [],
    delivered: 0,
    keep_old: false,
    ...changes,
  } as OperationRecord
}

/** The rotation of such a file. */
export function rotation(changes: RecordChanges = {}): Rotation {
  return fromRecord(operation(changes)) as Rotation
}

/** The creation of such a file. */
export function creation(changes: RecordChanges = {}): Creation {
  return fromRecord(operation({ ...changes, kind: 'create', old: undefined })) as Creation
}

/** Writes operations into the journal of a state directory, as an earlier dgsh left them. */
export function leaveOperations(state: string, ...operations: readonly OperationRecord[]): void {
  const directory = join(state, 'journal')
  mkdirSync(directory, { recursive: true })
  for (const left of operations)
    writeFileSync(join(directory, `${left.id}.json`), JSON.stringify({ operation: left }))
}

/** The operations that are in the journal of a state directory. */
export function operationsIn(state: string): OperationRecord[] {
  const directory = join(state, 'journal')
  try {
    return readdirSync(directory)
      .filter((name) => name.endsWith('.json'))
      .map((name) => JSON.parse(readFileSync(join(directory, name), 'utf8')).operation)
  } catch {
    return []
  }
}

/** The operations, at this API where none is named. */
export function atApi(apiUrl: string | undefined, operations: readonly OperationRecord[]): OperationRecord[] {
  return operations.map((left) => (left.api_url === NOWHERE ? { ...left, api_url: apiUrl ?? NOWHERE } : left))
}
