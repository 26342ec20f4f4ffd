import type { EngineName } from '../vocabulary.ts'

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

/** An engine that is logged in, wherever it stores its logins. */
export interface LoginTarget {
  kind: 'login'
  engine: EngineName
}

/** An engine of this machine, by the file that gets the login. */
export interface EngineTarget {
  kind: 'engine'
  engine: EngineName
  /** The key of the login in the engine's file, e.g. `quay.io`. */
  key: string
  file: string
}

/** A command that delivers the login, by its argv. */
export interface HookTarget {
  kind: 'exec'
  command: string[]
}

/** What gets the new login. */
export type Target = LoginTarget | EngineTarget | HookTarget

/** The process that is at an operation: its id, its machine, and when it began, as far as the system tells. */
export interface Runner {
  pid: number
  host: string
  /** The namespace that the id is of; nothing off Linux. */
  namespace?: string | undefined
  since: string
}

/** What creations and rotations have in common. */
export interface Begun {
  /** The name of its file; for a rotation the id of the previous credential. */
  id: string
  step: Step
  /** RFC 3339. */
  started: string
  /**
   * RFC 3339; when its last step was written. What was asked for in that step was created about then at the latest, so that
   * a process that takes the operation, or shows that it is still there, leaves it as it is.
   */
  written?: string | undefined
  /** RFC 3339; when `runner` showed last that it is there. */
  seen?: string | undefined
  runner?: Runner | undefined
  profile: string
  project: string
  apiUrl: string
  registry: string
  /** The store of the secrets, as the user names it. */
  store: string
  /** What the new credential is asked to be; the scopes by their full names. */
  wanted: { provider: string; comment: string; scopes: string[]; tags: string[] }
  /** The ids that were there before. */
  known: string[]
  /** The id of the new credential, as soon as it is known; from `stored` on its secret is kept. */
  created?: string | undefined
  /** How many of the targets have the new login. */
  delivered: number
}

/** A creation that is going on, or was left unfinished. */
export interface Creation extends Begun {
  kind: 'create'
  targets: LoginTarget[]
  /** The file that the secret is also written to. */
  secretFile?: string | undefined
}

/** A rotation that is going on, was left unfinished, or waits for the previous credential to be deleted. */
export interface Rotation extends Begun {
  kind: 'rotate'
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

/** What the journal has an entry of. No field holds a secret. */
export type Operation = Creation | Rotation

/** The operation of a kind. */
export type OfKind<Kind extends Operation['kind']> = Extract<Operation, { kind: Kind }>

/** True when the grace period of the previous credential is over, or there was none. */
export function isDue({ due }: Pick<Rotation, 'due'>, now: Date): boolean {
  return due === undefined || Date.parse(due) <= now.getTime()
}
