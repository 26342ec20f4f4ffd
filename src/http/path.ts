import { DgshError } from '../errors.ts'

/** What a URL parser reads as "this directory" and "the one above" (WHATWG URL, "dot segments"); empty ones change the path, too. */
const DOTS = /^\.{0,2}$/

/** Half of a pair in UTF-16, which UTF-8 cannot have. */
const LONE_SURROGATE = /\p{Surrogate}/u

/**
 * The path of a URL made of segments, without a slash at its start: each is encoded, so that it stays one segment. A digest's
 * colon stays as it is. Throws `invalid_response` for a segment that no encoding keeps from being another path.
 */
export function pathOf(segments: readonly string[]): string {
  const bad = segments.find((segment) => DOTS.test(segment) || LONE_SURROGATE.test(segment))
  if (bad === undefined)
    return segments.map((segment) => encodeURIComponent(segment).replaceAll('%3A', ':')).join('/')
  throw new DgshError('invalid_response', `"${bad}" cannot be part of the path of a request`, {
    hint: 'check the name or id that was given, and what the server answers with --debug',
  })
}
