import * as v from 'valibot'
import { idSchema, listObject } from './answer.ts'
import { usernameOf } from './names.ts'

/** Who created a credential; what the caller may not see is undefined. */
export interface Owner {
  member_id: string | undefined
  email: string | undefined
}

/** A set of distribution credentials, without its secret: the API shows that once, in the answer to create. */
export interface Credential {
  /** `distribution_credentials_id`, a UUID. */
  id: string
  /** `deepgram+<id>`, the registry's user name. */
  username: string
  /** `quay`, the only provider known. */
  provider: string
  /** Full scope names, e.g. `self-hosted:product:api`, each once, in the server's order. */
  scopes: string[]
  comment: string | undefined
  tags: string[]
  /** RFC 3339 with microseconds, UTC, as the server wrote it. */
  created: string
  owner: Owner
}

const text = v.nullish(v.string())

const detailsSchema = v.object({
  distribution_credentials_id: idSchema,
  provider: v.string(),
  comment: text,
  scopes: v.nullish(v.array(v.string())),
  tags: v.nullish(v.array(v.string())),
  created: v.string(),
})

/** The `member` of a credential: its owner, who may be missing. */
export const memberSchema = v.nullish(v.object({ member_id: text, email: text }))

const nestedSchema = v.pipe(
  v.object({ member: memberSchema, distribution_credentials: detailsSchema }),
  v.transform((entry) => normalise(entry.distribution_credentials, entry.member)),
)

const flatSchema = v.pipe(
  v.object({ member: memberSchema, ...detailsSchema.entries }),
  v.transform((entry) => normalise(entry, entry.member)),
)

/**
 * One entry of the API's list, also the answer to show: nested `{member, distribution_credentials}`, or flat, as
 * one documented example of the reference page has it.
 */
export const credentialSchema = v.lazy((entry) => (isNested(entry) ? nestedSchema : flatSchema))

/** The API's list; undefined where the answer has no array. There is no paging. */
export const credentialArraySchema = v.pipe(
  listObject({ distribution_credentials: v.nullish(v.array(credentialSchema)) }),
  v.transform((answer) => answer.distribution_credentials ?? undefined),
)

/** The same, with a missing array as an empty list. */
export const credentialListSchema = v.pipe(
  credentialArraySchema,
  v.transform((credentials) => credentials ?? []),
)

/** True for `{member, distribution_credentials}`, false for the flat form. */
export function isNested(entry: unknown): entry is { distribution_credentials: unknown } {
  return typeof entry === 'object' && entry !== null && 'distribution_credentials' in entry
}

/** A credential as dgsh has it, from the API's fields. */
export function normalise(
  details: v.InferOutput<typeof detailsSchema>,
  member: v.InferOutput<typeof memberSchema>,
): Credential {
  return {
    id: details.distribution_credentials_id,
    username: usernameOf(details.distribution_credentials_id),
    provider: details.provider,
    scopes: distinctScopes(details.scopes ?? []),
    comment: details.comment ?? undefined,
    tags: details.tags ?? [],
    created: details.created,
    owner: { member_id: member?.member_id ?? undefined, email: member?.email ?? undefined },
  }
}

/** The server lists a scope twice, under its old prefix `onprem:` too (seen in the official Rust SDK). */
function distinctScopes(scopes: readonly string[]): string[] {
  return [...new Set(scopes.map((scope) => scope.replace(/^onprem:/, 'self-hosted:')))]
}

const messageSchema = v.object({
  message: v.string(),
  // With one of these it is an error, whatever the status says.
  category: v.optional(v.undefined_()),
  err_code: v.optional(v.undefined_()),
})

/**
 * Describes the documented answers to delete: `{"message"}` (official Rust SDK, older JS SDK) or the credential (OpenAPI).
 * Neither proves that the credential is deleted; another answer does not even say so.
 */
export const deletedSchema = v.lazy((answer) =>
  typeof answer === 'object' && answer !== null && 'message' in answer ? messageSchema : credentialSchema,
)
