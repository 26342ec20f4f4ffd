import * as v from 'valibot'
import { DgshError } from '../errors.ts'
import type { RequestSummary } from './failures.ts'

/** An id: it goes into paths, argv and lines to paste, so nothing but what a UUID or a plain name has may be in it. */
export const idSchema = v.pipe(v.string(), v.regex(/^[\w-]+$/))

/** An object with these fields; what all of them may be missing from is not taken for a list, as `v.object` alone does. */
export function answerObject<const Entries extends v.ObjectEntries>(entries: Entries) {
  return v.pipe(
    v.custom<object>((value) => !Array.isArray(value)),
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
  const result = v.safeParse(schema, parseJson(body, host), { abortEarly: true })
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

function parseJson(body: string, host: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
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
}
