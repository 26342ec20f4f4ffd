import * as v from 'valibot'

/**
 * How far an operation has come. What a step names has been begun when it is written: the journal is always ahead of
 * what was done. `requested`: a credential may exist whose secret nobody has. `stored`: its secret is in the store.
 * `accepted`: the registry knows it. `delivering`: the targets get it, one after the other. `delivered`: all have it.
 * `kept`: the old one is left for later. `deleting`: the old one goes, and there is no way back. `aborting`: what was
 * done is being undone.
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

const targetSchema = v.variant('kind', [
  v.object({
    kind: v.literal('engine'),
    engine: v.string(),
    /** The key of the login in the engine's file, e.g. `quay.io`. */
    key: v.string(),
    file: v.string(),
  }),
  v.object({ kind: v.literal('exec'), command: v.array(v.string()) }),
])

/** Who gets the new login: an engine of this machine, by its file, or a command, by its argv. */
export type Target = v.InferOutput<typeof targetSchema>

/** An engine of this machine that gets the new login. */
export type EngineTarget = Extract<Target, { kind: 'engine' }>

const runnerSchema = v.object({
  pid: v.number(),
  host: v.string(),
  /** The namespace that the id is of; nothing off Linux. */
  namespace: v.optional(v.string()),
  since: v.string(),
})

/** The process that is at an operation: its id, its machine, and when it began, as far as the system tells. */
export type Runner = v.InferOutput<typeof runnerSchema>

/** The shape of an operation in its file. No field holds a secret. */
export const operationSchema = v.object({
  id: v.string(),
  kind: v.picklist(['create', 'rotate']),
  step: v.picklist(STEPS),
  /** RFC 3339. */
  started: v.string(),
  /**
   * RFC 3339; when its last step was written. What was asked for in that step was created about then at the latest, so that
   * whoever takes the operation, or shows that he is still there, leaves it as it is.
   */
  written: v.optional(v.string()),
  /** RFC 3339; when `runner` showed last that it is there. */
  seen: v.optional(v.string()),
  profile: v.string(),
  project: v.string(),
  api_url: v.string(),
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
  /** The id of the one that is replaced; for `rotate` only. */
  old: v.optional(v.string()),
  targets: v.array(targetSchema),
  /** How many of the targets have the new login. */
  delivered: v.number(),
  /** True when the secret of the old one was put into the store for the time of the operation. */
  borrowed: v.optional(v.boolean()),
  /** What becomes of the old one: deleted at once, or left until `creds rotate --finish`, not before `due`. */
  keep_old: v.boolean(),
  /** True for a rotation that was chosen by the age of the old one, and not by a person. */
  by_age: v.optional(v.boolean()),
  /** RFC 3339; when the grace is over. */
  due: v.optional(v.string()),
  /** The file that the secret is also written to. */
  secret_file: v.optional(v.string()),
  runner: v.optional(runnerSchema),
})

/** A creation or rotation that is going on, or was left unfinished. */
export type Operation = v.InferOutput<typeof operationSchema>

/** True when the grace of the old credential is over, or there was none. */
export function isDue({ due }: Operation, now: Date): boolean {
  return due === undefined || Date.parse(due) <= now.getTime()
}
