import * as v from 'valibot'
import { parseJson } from '../json.ts'
import type { ApiError } from './api-errors.ts'

/** A create request that has been read: the comment trimmed, scopes and tags as they were asked for. */
export interface CreateRequest {
  comment: string
  scopes: string[]
  tags: string[]
}

const LONGEST_COMMENT = 128

const bodySchema = v.object({
  provider: v.nullish(v.picklist(['quay'])),
  comment: v.string(),
  scopes: v.nullish(v.array(v.string())),
  tags: v.nullish(v.array(v.string())),
})

/**
 * Reads the JSON body of a create request; the query is not looked at. What it must hold is known from Deepgram's
 * Rust SDK: `provider`, `scopes` and `tags` may be left out, `comment` has 1 to 128 characters when trimmed. The error is
 * 400 in plain text, in the words of Rust's serde_json where they are known.
 */
export function readCreateRequest(body: string): CreateRequest | ApiError {
  const json = parseJson(body)
  if (json === undefined) return refuse('expected value', 'line 1 column 1')
  const result = v.safeParse(bodySchema, json, { abortEarly: true })
  if (!result.success) return refuse(problemOf(result.issues[0]), endOf(body))
  const comment = result.output.comment.trim()
  const length = [...comment].length
  if (length < 1 || length > LONGEST_COMMENT) {
    return refuse(
      `invalid length ${length}, expected a comment of 1 to ${LONGEST_COMMENT} characters`,
      endOf(body),
    )
  }
  return { comment, scopes: result.output.scopes ?? [], tags: result.output.tags ?? [] }
}

function refuse(problem: string, place: string): ApiError {
  return { status: 400, body: `Json deserialize error: ${problem} at ${place}` }
}

function problemOf(issue: v.InferIssue<typeof bodySchema>): string {
  const field = issue.path?.[0].key ?? 'body'
  if (issue.input === undefined) return `missing field \`${field}\``
  return `invalid value for \`${field}\`: expected ${issue.expected}, found ${issue.received}`
}

/** Where serde_json says it noticed: at the brace that closes the object. */
function endOf(body: string): string {
  const lines = body.trimEnd().split('\n')
  return `line ${lines.length} column ${lines.at(-1)?.length ?? 0}`
}
