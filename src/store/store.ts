/** Where dgsh keeps API keys. Names look like `api-key:<profile>`. */
export interface Store {
  /** What the user calls it: `file`. */
  readonly name: string
  /** Where the entries are, for `auth status`: a path. */
  readonly location: string
  /** The value, or undefined when there is none. */
  get(name: string): Promise<string | undefined>
  set(name: string, value: string): Promise<void>
  /** True when there was one. */
  delete(name: string): Promise<boolean>
}

/** The name under which the API key of a profile is kept. */
export function apiKeyName(profile: string): string {
  return `api-key:${profile}`
}
