import * as v from 'valibot'
import { ENGINE_NAMES, type EngineName } from '../vocabulary.ts'

/**
 * How far an operation has come. What a step names has been begun when it is written: the journal is always ahead of
 * what was done. `requested`: a credential may exist whose secret nobody has. `stored`: its secret is in the store.
 * `accepted`: the registry knows it. `delivering`: the targets get it, one after the other. `delivered`: all have it.
 * `kept`: the previous credential is left for later. `deleting`: it is being deleted, and there is no way back. `aborting`: what
 * was done is being undone.
 */
export const STEPS = [
  'begun',
  'requested',
  'stored',
  'accepted',
  'delivering',
  'delivered',
  'kept',
  'deleting',
  'aborting',
] as const

/** A step of an operation. */
export type Step = (typeof STEPS)[number]

const engineSchema = v.object({
  kind: v.literal('engine'),
  engine: v.picklist(ENGINE_NAMES),
  /** The key of the login in the engine's file, e.g. `quay.io`. */
  key: v.string(),
  /** In the file of a creation it is empty: the engine decides, see {@link LoginTarget}. */
  file: v.string(),
})

const hookSchema = v.object({ kind: v.literal('exec'), command: v.array(v.string()) })

const runnerSchema = v.object({
  pid: v.number(),
  host: v.string(),
  /** The namespace that the id is of; nothing off Linux. */
  namespace: v.optional(v.string()),
  since: v.string(),
})

const namedAlike = {
  /** The name of its file; for a rotation the id of the previous credential. */
  id: v.string(),
  step: v.picklist(STEPS),
  /** RFC 3339. */
  started: v.string(),
  /**
   * RFC 3339; when its last step was written. What was asked for in that step was created about then at the latest, so that
   * a process that takes the operation, or shows that it is still there, leaves it as it is.
   */
  written: v.optional(v.string()),
  /** RFC 3339; when `runner` showed last that it is there. */
  seen: v.optional(v.string()),
  profile: v.string(),
  project: v.string(),
  registry: v.string(),
  /** The store of the secrets, as the user names it. */
  store: v.string(),
  /** What the new credential is asked to be; the scopes by their full names. */
  wanted: v.object({
    provider: v.string(),
    comment: v.string(),
    scopes: v.array(v.string()),
    tags: v.array(v.string()),
  }),
  /** The ids that were there before. */
  known: v.array(v.string()),
  /** The id of the new credential, as soon as it is known; from `stored` on its secret is kept. */
  created: v.optional(v.string()),
  /** How many of the targets have the new login. */
  delivered: v.number(),
  runner: v.optional(runnerSchema),
}
const namedAlikeSchema = v.object(namedAlike)

const common = {
  ...namedAlike,
  api_url: v.string(),
  keep_old: v.boolean(),
  targets: v.array(v.variant('kind', [engineSchema, hookSchema])),
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

/** The process that is at an operation: its id, its machine, and when it began, as far as the system tells. */
export type Runner = v.InferOutput<typeof runnerSchema>

/** An engine that is logged in, wherever it stores its logins. */
export interface LoginTarget {
  kind: 'login'
  engine: EngineName
}

/** An engine of this machine, by the file that gets the login. */
export type EngineTarget = v.InferOutput<typeof engineSchema>

/** A command that delivers the login, by its argv. */
export type HookTarget = v.InferOutput<typeof hookSchema>

/** What gets the new login. */
export type Target = LoginTarget | EngineTarget | HookTarget

/** A creation that is going on, or was left unfinished. */
export interface Creation extends v.InferOutput<typeof namedAlikeSchema> {
  kind: 'create'
  apiUrl: string
  targets: LoginTarget[]
  /** The file that the secret is also written to. */
  secretFile?: string | undefined
}

/** A rotation that is going on, was left unfinished, or waits for the previous credential to be deleted. */
export interface Rotation extends v.InferOutput<typeof namedAlikeSchema> {
  kind: 'rotate'
  apiUrl: string
  /** The id of the credential that is replaced. */
  previous: string
  targets: (EngineTarget | HookTarget)[]
  /** True when the previous credential is left until `creds rotate --finish`, not before `due`; it is deleted at once otherwise. */
  keepOld: boolean
  /** RFC 3339; when the grace period is over. */
  due?: string | undefined
  /** True for a rotation that was chosen by the age of the previous credential, and not by a person. */
  byAge?: boolean | undefined
  /** True when the secret of the previous credential was put into the store for the time of the operation. */
  borrowed?: boolean | undefined
}

/** What the journal has an entry of. */
export type Operation = Creation | Rotation

/** The operation of a kind. */
export type OfKind<Kind extends Operation['kind']> = Extract<Operation, { kind: Kind }>

/** True when the grace period of the previous credential is over, or there was none. */
export function isDue({ due }: Pick<Rotation, 'due'>, now: Date): boolean {
  return due === undefined || Date.parse(due) <= now.getTime()
}
