import * as v from 'valibot'
import { type LoginTarget, type Operation, type OperationRecord, recordSchema } from './operation.ts'

/** The shape of a file of the journal; empty before it is written. */
export const entrySchema = v.object({ operation: v.optional(recordSchema) })

type Entry = v.InferOutput<typeof entrySchema>

/** A file of the journal. */
export interface JournalFile<Content> {
  readonly path: string
  read(): Promise<Content>
  update(change: (content: Content) => Content): Promise<void>
  remove(check: (content: Content) => void): Promise<void>
}

/** The file of one operation; undefined before it is written. */
export type OperationFile = JournalFile<Operation | undefined>

/** Reads and writes an operation in a file that settings/json-file.ts opens. */
export function operationFile(file: JournalFile<Entry>): OperationFile {
  const read = ({ operation }: Entry) => operation && fromRecord(operation)
  const write = (operation: Operation | undefined) => ({ operation: operation && toRecord(operation) })
  return {
    path: file.path,
    read: async () => read(await file.read()),
    update: (change) => file.update((entry) => write(change(read(entry)))),
    remove: (check) => file.remove((entry) => check(read(entry))),
  }
}

/** Returns the operation of a record. */
export function fromRecord(record: OperationRecord): Operation {
  if (record.kind === 'create') {
    const { api_url: apiUrl, secret_file: secretFile, keep_old: _, targets, ...same } = record
    const logins = targets.flatMap((target): LoginTarget[] =>
      target.kind === 'engine' ? [{ kind: 'login', engine: target.engine }] : [],
    )
    return { ...same, apiUrl, secretFile, targets: logins }
  }
  const { api_url: apiUrl, old: previous, keep_old: keepOld, by_age: byAge, ...same } = record
  return { ...same, apiUrl, previous, keepOld, byAge }
}

/** Returns the record of an operation. */
export function toRecord(operation: Operation): OperationRecord {
  if (operation.kind === 'create') {
    const { apiUrl, secretFile, targets, ...same } = operation
    const logins = targets.map(
      ({ engine }) => ({ kind: 'engine', engine, key: operation.registry, file: '' }) as const,
    )
    return { ...same, api_url: apiUrl, secret_file: secretFile, keep_old: false, targets: logins }
  }
  const { apiUrl, previous, keepOld, byAge, ...same } = operation
  return { ...same, api_url: apiUrl, old: previous, keep_old: keepOld, by_age: byAge }
}
