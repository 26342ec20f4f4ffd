import * as v from 'valibot'
import { ENGINE_NAMES } from '../vocabulary.ts'
import { type LoginTarget, type Operation, STEPS } from './operation.ts'

const targetSchema = v.variant('kind', [
  v.object({
    kind: v.literal('engine'),
    engine: v.picklist(ENGINE_NAMES),
    key: v.string(),
    /** Empty for a creation: the engine itself decides. */
    file: v.string(),
  }),
  v.object({ kind: v.literal('exec'), command: v.array(v.string()) }),
])

const common = {
  id: v.string(),
  step: v.picklist(STEPS),
  started: v.string(),
  written: v.optional(v.string()),
  seen: v.optional(v.string()),
  profile: v.string(),
  project: v.string(),
  api_url: v.string(),
  registry: v.string(),
  store: v.string(),
  wanted: v.object({
    provider: v.string(),
    comment: v.string(),
    scopes: v.array(v.string()),
    tags: v.array(v.string()),
  }),
  known: v.array(v.string()),
  created: v.optional(v.string()),
  targets: v.array(targetSchema),
  delivered: v.number(),
  keep_old: v.boolean(),
  runner: v.optional(
    v.object({
      pid: v.number(),
      host: v.string(),
      namespace: v.optional(v.string()),
      since: v.string(),
    }),
  ),
}

/** The shape of an operation in its file. No field holds a secret. */
export const recordSchema = v.variant('kind', [
  v.object({ ...common, kind: v.literal('create'), secret_file: v.optional(v.string()) }),
  v.object({
    ...common,
    kind: v.literal('rotate'),
    old: v.string(),
    due: v.optional(v.string()),
    by_age: v.optional(v.boolean()),
    borrowed: v.optional(v.boolean()),
  }),
])

/** An operation as its file has it. */
export type OperationRecord = v.InferOutput<typeof recordSchema>

/** The shape of a file of the journal; empty before it is written. */
export const entrySchema = v.object({ operation: v.optional(recordSchema) })

type Entry = v.InferOutput<typeof entrySchema>

/** A file of the journal, as settings/json-file.ts opens it. */
export interface EntryFile {
  readonly path: string
  read(): Promise<Entry>
  update(change: (entry: Entry) => Entry): Promise<void>
  remove(check: (entry: Entry) => void): Promise<void>
}

/** The file of one operation; it is undefined before the file is written. */
export interface OperationFile {
  readonly path: string
  read(): Promise<Operation | undefined>
  update(change: (found: Operation | undefined) => Operation): Promise<void>
  remove(check: (found: Operation | undefined) => void): Promise<void>
}

/** Reads and writes operations in a file of the journal. */
export function operationFile(file: EntryFile): OperationFile {
  const found = ({ operation }: Entry) => (operation === undefined ? undefined : fromRecord(operation))
  return {
    path: file.path,
    read: async () => found(await file.read()),
    update: (change) => file.update((entry) => ({ operation: toRecord(change(found(entry))) })),
    remove: (check) => file.remove((entry) => check(found(entry))),
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
