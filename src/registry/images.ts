/** The images of a product at the registry. */
export interface ProductImages {
  /** The repository, without the registry: `deepgram/self-hosted-api`. */
  repository: string
  /** The same image under the name from before the rename; undefined where there was none. */
  older: string | undefined
}

/**
 * The images that each product's scope opens. api, engine and license-proxy are in Deepgram's Compose files and Helm chart
 * (github.com/deepgram/self-hosted-resources); billing, for deployments without a network, is in its guide to FIPS images. No
 * public file names the image of dgtools: it follows the others. What hotpepper and metrics-server open is not public, so
 * they are not here.
 */
export const IMAGES: Readonly<Record<string, ProductImages>> = {
  api: { repository: 'deepgram/self-hosted-api', older: 'deepgram/onprem-api' },
  engine: { repository: 'deepgram/self-hosted-engine', older: 'deepgram/onprem-engine' },
  'license-proxy': {
    repository: 'deepgram/self-hosted-license-proxy',
    older: 'deepgram/onprem-license-proxy',
  },
  billing: { repository: 'deepgram/self-hosted-billing', older: 'deepgram/onprem-billing' },
  dgtools: { repository: 'deepgram/self-hosted-dgtools', older: undefined },
}

/** Every repository that is known, under its present name. */
export const KNOWN_REPOSITORIES: readonly string[] = Object.values(IMAGES).map(({ repository }) => repository)

/** Every product, for a caller that holds them all; Deepgram's API reference. */
const ALL_PRODUCTS = /^(?:self-hosted|onprem):products$/
const PRODUCT = /^(?:(?:self-hosted|onprem):product:)?(.+)$/

/**
 * The repositories that scopes should open, under their present names, each once: `self-hosted:product:api`, or `api` for
 * short. A scope whose images are not known gives none.
 */
export function repositoriesOf(scopes: readonly string[]): string[] {
  const products = scopes.flatMap((scope) =>
    ALL_PRODUCTS.test(scope) ? Object.keys(IMAGES) : (PRODUCT.exec(scope)?.[1] ?? []),
  )
  const known = [...new Set(products)].filter((product) => Object.hasOwn(IMAGES, product))
  return known.map((product) => IMAGES[product]?.repository ?? '')
}
