import * as v from 'valibot'
import { isJsonObject } from '../json.ts'
import { idSchema } from './answer.ts'
import { type Credential, isNested, memberSchema, normalise } from './credential.ts'

/** What is asked for in a new credential. */
export interface NewCredential {
  /** `quay`, the only provider known. */
  provider: string
  /** 1 to 128 characters. */
  comment: string
  /** Full scope names. None at all means all that the API key holds. */
  scopes: string[]
  tags: string[]
}

/** What the answer to create says. */
export interface CreatedCredential {
  /** As it was granted, which may differ from what was asked for. `created` is empty where the answer has none. */
  credential: Credential
  /** Undefined when the answer holds none; there is no other way to get it. */
  secret: string | undefined
}

/**
 * A request to create, said twice: Deepgram's OpenAPI description has provider and scopes in the query, and the server
 * reads them from the body (official Rust SDK). Whoever is right, a scope that is not read would grant every product.
 */
export function createRequest({ provider, comment, scopes, tags }: NewCredential) {
  return {
    query: new URLSearchParams([['provider', provider], ...scopes.map((scope): Pair => ['scopes', scope])]),
    json: { provider, comment, scopes, ...(tags.length === 0 ? {} : { tags }) },
  }
}

type Pair = [name: string, value: string]

const text = v.fallback(v.nullish(v.string()), undefined)
const texts = v.fallback(v.nullish(v.array(v.string())), undefined)

const fieldsSchema = v.object({
  distribution_credentials_id: idSchema,
  provider: v.fallback(v.string(), 'quay'),
  comment: text,
  scopes: texts,
  tags: texts,
  created: v.fallback(v.string(), ''),
  secret: text,
  member: v.fallback(memberSchema, undefined),
})

/**
 * The answer to create: bare (Deepgram's Rust SDK and reference page), or nested as in the list (OpenAPI). The secret
 * exists here only, so that nothing but a missing id makes an answer that is not understood.
 */
export const createdSchema = v.pipe(
  v.custom<object>(isJsonObject),
  v.transform(flatten),
  fieldsSchema,
  v.transform(
    ({ secret, ...fields }): CreatedCredential => ({
      credential: normalise(fields, fields.member),
      secret: secret || undefined,
    }),
  ),
)

function flatten(answer: object): object {
  if (!isNested(answer)) return answer
  return { ...answer, ...(answer.distribution_credentials as object | null) }
}
