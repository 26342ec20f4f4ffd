import { shortScope } from '../deepgram/names.ts'
import { usageError } from '../errors.ts'

/** Asks for every product that the API key's owner holds; the server never lists it back (Deepgram's API reference). */
export const ALL_PRODUCTS = 'self-hosted:products'

/** What a deployment as Deepgram's guides set it up needs. */
export const USUAL_SCOPES: readonly string[] = ['self-hosted:product:api', 'self-hosted:product:engine']

/** The scopes that Deepgram's OpenAPI description names, the usual ones first; the server may know more. */
export const KNOWN_SCOPES: readonly string[] = [
  ...USUAL_SCOPES,
  'self-hosted:product:license-proxy',
  'self-hosted:product:billing',
  'self-hosted:product:dgtools',
  'self-hosted:product:hotpepper',
  'self-hosted:product:metrics-server',
]

/** What a screen shows instead of the scopes of a credential that {@link opensEveryProduct}. */
export const ALL_PRODUCTS_LABEL = 'all products'

const PRODUCTS: readonly string[] = KNOWN_SCOPES.map(shortScope)

/** Returns true for scopes that open every known product, or with the one scope that stands for all of them. */
export function opensEveryProduct(scopes: readonly string[]): boolean {
  const short = new Set(scopes.map(shortScope))
  return short.has('products') || PRODUCTS.every((product) => short.has(product))
}

/** The full name of a scope: `api` → `self-hosted:product:api`. Throws a usage error. */
export function parseScope(text: string): string {
  const short = shortScope(text.trim().toLowerCase())
  if (short === 'products') {
    throw usageError(
      `--scope ${text} would open every product`,
      'if that is what you want, say --all-products',
    )
  }
  if (/^[a-z0-9][a-z0-9-]*$/.test(short)) return `self-hosted:product:${short}`
  throw usageError(
    `--scope cannot be "${text}"`,
    `use the short name, such as ${KNOWN_SCOPES.slice(0, 3).map(shortScope).join(', ')}`,
  )
}

/** What was granted beside what was asked for: nothing of both is as it should be. Whoever asks for all gets no surprise. */
export function compareScopes(
  asked: readonly string[],
  granted: readonly string[],
): { extra: string[]; missing: string[] } {
  if (asked.includes(ALL_PRODUCTS)) return { extra: [], missing: [] }
  const [wanted, given] = [new Set(asked.map(shortScope)), new Set(granted.map(shortScope))]
  return {
    extra: [...given].filter((scope) => !wanted.has(scope)),
    missing: [...wanted].filter((scope) => !given.has(scope)),
  }
}
