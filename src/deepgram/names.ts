const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Returns true for a UUID, in either case: Deepgram's ids of projects and credentials are such. */
export function isUuid(text: string): boolean {
  return UUID.test(text)
}

/** The registry's user name of a credential. */
export function usernameOf(id: string): string {
  return `deepgram+${id}`
}

const USERNAME = /^deepgram\+([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i

/** The id in the user name of a Deepgram credential, in lower case; undefined for any other user. */
export function idInUsername(username: string): string | undefined {
  return USERNAME.exec(username)?.[1]?.toLowerCase()
}

/** The short form of a scope: `self-hosted:product:api` → `api`; an unknown one stays as it is. */
export function shortScope(scope: string): string {
  return scope.replace(/^(?:self-hosted|onprem):(?:product:)?/, '')
}
