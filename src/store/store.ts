import { DgshError } from '../errors.ts'

/** Where dgsh keeps API keys and secrets. The names of entries are those of {@link apiKeyName} and {@link secretName}. */
export interface Store {
  /** What the user calls it: `keychain`, `helper:pass`, `file`, `command:…`. */
  readonly name: string
  /** Where the entries are, for people: a path, a program, the keychain of the system. */
  readonly location: string
  /** False for one that can only be read: `set`, `delete` and `probe` throw. */
  readonly writable: boolean
  /** The value, or undefined when there is none. Throws `store_locked` or `store_unusable` when that cannot be known. */
  get(name: string): Promise<string | undefined>
  set(name: string, value: string): Promise<void>
  /** True when there was one. */
  delete(name: string): Promise<boolean>
  /** The names of all entries; none for a store that cannot tell. */
  list(): Promise<string[]>
  /** Proves that an entry can be written, read and deleted, and leaves nothing behind. Throws when it cannot. */
  probe(): Promise<void>
}

/** The name under which the API key of a profile is kept. */
export function apiKeyName(profile: string): string {
  return `api-key:${profile}`
}

/** The name under which the secret of a credential is kept. */
export function secretName(credentialId: string): string {
  return `secret:${credentialId}`
}

/** The reverse of {@link secretName}; undefined for the name of anything else. */
export function credentialIdOf(name: string): string | undefined {
  return /^secret:(.+)$/.exec(name)?.[1]
}

/** True for the names that entries of dgsh have; what else lies in a shared store is not ours. */
export function isEntryName(name: string): boolean {
  return /^(?:api-key|secret|login):[^:/]+$/.test(name)
}

/** True for the name of a login that docker-credential-dgsh keeps and that is of no Deepgram credential. */
export function isLoginName(name: string): boolean {
  return name.startsWith('login:')
}

/** The name with a slash, `api-key/default`: for places where names are paths. */
export function toPath(name: string): string {
  return name.replace(':', '/')
}

/** The reverse of {@link toPath}. */
export function fromPath(path: string): string {
  return path.replace('/', ':')
}

/** A store for people: its name and where its entries are. */
export function describeStore({ name, location }: Store): string {
  return `${name} ${location}`
}

/** Returns true for what a store says that cannot be used, or not now. */
export function isAboutStore(error: unknown): error is DgshError {
  return (
    error instanceof DgshError &&
    ['store_unusable', 'store_locked', 'file_unusable', 'file_locked'].includes(error.code)
  )
}
