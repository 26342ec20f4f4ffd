import * as v from 'valibot'
import { DgshError } from '../errors.ts'
import { isJsonObject, parseJson } from '../json.ts'
import type { RequestSummary } from './failures.ts'
import { isUuid } from './names.ts'

/**
 * An id: it goes into paths, argv, `-o id` and lines to paste. Nothing but what a UUID or a plain name has may be in it,
 * and a leading `-` would make an option of it. A UUID is the same in either case (RFC 9562, 4), and in lower case here.
 */
export const idSchema = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9][\w-]*$/),
  v.transform((id) => (isUuid(id) ? id.toLowerCase() : id)),
)

/**
 * Describes an answer whose one field is an array. Deepgram's OpenAPI description lets the array be missing; that is believed
 * of an empty object only: an error or a note of a proxy in its place is no empty list.
 */
export function listObject<const Entries extends v.ObjectEntries>(entries: Entries) {
  const [name = ''] = Object.keys(entries)
  return v.pipe(
    v.custom<object>((value) => isJsonObject(value) && (name in value || Object.keys(value).length === 0)),
    v.object(entries),
  )
}

/**
 * An answer's body in the shape that it must have. Throws `invalid_response` for a web page, for what is not complete
 * JSON, and for another shape, and names the place where it differs.
 */
export function readAnswer<Schema extends v.GenericSchema>(
  body: string,
  schema: Schema,
  { host, path }: RequestSummary,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, requireJson(body, host), { abortEarly: true })
  if (result.success) return result.output
  const place = result.issues[0].path?.map((item) => item.key).join('.') ?? ''
  throw new DgshError(
    'invalid_response',
    `${host} answered ${path} in a form that dgsh does not understand${place === '' ? '' : ` (at ${place})`}`,
    {
      hint: 'check the API URL; if it is right, a newer dgsh may be needed',
    },
  )
}

function requireJson(body: string, host: string): unknown {
  const value = parseJson(body)
  if (value !== undefined) return value
  const page = body.trimStart().startsWith('<')
  throw new DgshError(
    'invalid_response',
    `${host} answered ${page ? 'a web page' : 'something that is not complete JSON'} where JSON was due`,
    {
      hint: page
        ? 'check the API URL, and whether a proxy or a sign-in page stands between'
        : 'try again; if it stays so, report it to Deepgram',
    },
  )
}

/**
 * Returns a checked answer. Throws `invalid_response` when an id in it is something secret: ids are written to files, and tell
 * credentials apart where their text is hidden.
 */
export function withPlainIds<Value>(
  answer: Value,
  { host }: RequestSummary,
  isSecret: (text: string) => boolean = () => false,
): Value {
  if (!hasId(answer, isSecret)) return answer
  throw new DgshError('invalid_response', `${host} answers with a key or a secret in place of an id`, {
    hint: 'check the API URL: dgsh config get api_url',
  })
}

function hasId(value: unknown, isWanted: (id: string) => boolean): boolean {
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(
    ([name, inner]) => (name === 'id' && isWanted(String(inner))) || hasId(inner, isWanted),
  )
}
