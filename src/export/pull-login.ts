/** What every export is made of. */
export interface PullLogin {
  /** The registry's host, with its port where it has one. */
  registry: string
  username: string
  /** Undefined: a placeholder stands for it, and for whatever is made of it. */
  secret: string | undefined
}

/** Returns the base64 of `username:secret` (RFC 7617), which is what docker calls `auth`. */
export function authOf({ username, secret }: PullLogin): string {
  if (secret === undefined) return placeholder(username, 'base64 with the secret')
  return Buffer.from(`${username}:${secret}`).toString('base64')
}

/**
 * Returns what stands for a secret that is not shown. It is not base64, so that whatever it is pasted into refuses it instead of
 * failing at the next pull.
 */
export function placeholder(username: string, what = 'the secret'): string {
  return `<${what} of ${username}>`
}
