import * as v from 'valibot'

const answerSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.union([v.object({ token: v.string() }), v.object({ access_token: v.string() })]),
)

const entrySchema = v.object({
  type: v.optional(v.string(), 'repository'),
  name: v.string(),
  actions: v.nullish(v.array(v.string()), []),
})
const payloadSchema = v.pipe(v.string(), v.parseJson(), v.object({ access: v.array(entrySchema) }))

/**
 * The token in the answer of a token endpoint (Docker's "Token Authentication Specification": `token`, or `access_token`
 * for OAuth); undefined when there is none.
 */
export function readToken(body: string): string | undefined {
  const result = v.safeParse(answerSchema, body)
  if (!result.success) return undefined
  return 'token' in result.output ? result.output.token : result.output.access_token
}

/**
 * Whether a token lets its bearer pull from each repository, by the `access` claim of the JWT (the same specification).
 * Its signature is not looked at: the registry does that, and nothing is granted here. Undefined for each when the token
 * tells nothing: it is then no JWT, or one without that claim.
 */
export function readPulls(token: string, repositories: readonly string[]): Map<string, boolean | undefined> {
  const [, payload = '', signature] = token.split('.')
  const text = signature === undefined ? '' : Buffer.from(payload, 'base64url').toString('utf8')
  const result = v.safeParse(payloadSchema, text)
  if (!result.success) return unknownPulls(repositories)
  const open = result.output.access.filter(
    ({ type, actions }) =>
      type === 'repository' && (actions ?? []).some((action) => /^(?:pull|\*)$/.test(action)),
  )
  const names = new Set(open.map(({ name }) => name))
  return new Map(repositories.map((repository) => [repository, names.has(repository)]))
}

/** Nothing is known of any of the repositories. */
export function unknownPulls(repositories: readonly string[]): Map<string, boolean | undefined> {
  return new Map(repositories.map((repository) => [repository, undefined]))
}
