/**
 * The products that the sandbox's API key holds, by the last part of their scope (`self-hosted:product:<product>`).
 * They are all that Deepgram's OpenAPI description names.
 */
export const HELD_PRODUCTS = [
  'api',
  'engine',
  'license-proxy',
  'billing',
  'dgtools',
  'hotpepper',
  'metrics-server',
] as const

const PRODUCT_SCOPE = /^(?:self-hosted|onprem):product:(.+)$/
const ALL_PRODUCTS = /^(?:self-hosted|onprem):products$/

/**
 * The scopes as Deepgram lists them: every product twice, as `self-hosted:…` and under the old `onprem:…`
 * (Deepgram's Rust SDK, `manage/self_hosted/response.rs`).
 */
export function listScopes(products: readonly string[]): string[] {
  return products.flatMap((product) => [`self-hosted:product:${product}`, `onprem:product:${product}`])
}

/** What a list of asked scopes comes to: the products to grant, or the first scope that the API key does not hold. */
export type ScopeGrant = { products: string[] } | { refused: string }

/** Reads the scopes of a create request. None at all means every product that the API key holds. */
export function grantScopes(scopes: readonly string[]): ScopeGrant {
  if (scopes.length === 0) return { products: [...HELD_PRODUCTS] }
  const products = new Set<string>()
  for (const scope of scopes) {
    const granted = productsOf(scope)
    if (granted.length === 0) return { refused: scope }
    for (const product of granted) products.add(product)
  }
  return { products: [...products] }
}

function productsOf(scope: string): readonly string[] {
  if (ALL_PRODUCTS.test(scope)) return HELD_PRODUCTS
  const product = PRODUCT_SCOPE.exec(scope)?.[1]
  return HELD_PRODUCTS.filter((held) => held === product)
}
