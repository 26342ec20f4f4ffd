/** The product whose scope opens each repository: Deepgram's images under their present and their older name. */
const PRODUCTS: Readonly<Record<string, string>> = {
  'deepgram/self-hosted-api': 'api',
  'deepgram/onprem-api': 'api',
  'deepgram/self-hosted-engine': 'engine',
  'deepgram/onprem-engine': 'engine',
  'deepgram/self-hosted-license-proxy': 'license-proxy',
  'deepgram/onprem-license-proxy': 'license-proxy',
  'deepgram/self-hosted-billing': 'billing',
  'deepgram/onprem-billing': 'billing',
  'deepgram/self-hosted-dgtools': 'dgtools',
}

/** The major and first minor version of each product; the numbers are made up. */
const FIRST_VERSIONS: Readonly<Record<string, readonly [major: number, minor: number]>> = {
  api: [1, 120],
  engine: [3, 61],
  'license-proxy': [1, 7],
  billing: [1, 2],
  dgtools: [2, 14],
}

/** Whether somebody with these products may pull from a repository (`deepgram/<image>`). */
export function mayPull(products: readonly string[], repository: string): boolean {
  const product = PRODUCTS[repository]
  return product !== undefined && products.includes(product)
}

/** An image of a repository, under all its tags. */
export interface SandboxImage {
  product: string
  /** The release's, and the version's. */
  tags: readonly string[]
  /** When it was made: RFC 3339. */
  created: string
}

/**
 * All images of a repository, the oldest first: each release under `release-YYMMDD` and a version of the component, and from
 * 2025 on a second image with `-fips` behind both.
 */
export function imagesOf(repository: string): SandboxImage[] {
  const product = PRODUCTS[repository] ?? ''
  const [major, minor] = FIRST_VERSIONS[product] ?? [0, 0]
  return releaseDays().flatMap((day, index) => {
    const tags = [`release-${day}`, `${major}.${minor + index}.${index % 4}`]
    const created = `20${day.slice(0, 2)}-${day.slice(2, 4)}-${day.slice(4)}T09:00:00Z`
    const plain = { product, tags, created }
    return day < '25' ? [plain] : [plain, { ...plain, tags: tags.map((tag) => `${tag}-fips`) }]
  })
}

/** All tags of a repository in the registry's order, by name. More than one page of 100 in every repository. */
export function tagsOf(repository: string): string[] {
  return imagesOf(repository)
    .flatMap(({ tags }) => tags)
    .sort()
}

/** The days of the releases as YYMMDD, 2024-07 to 2026-10, one to three a month. */
function releaseDays(): string[] {
  const days = ['09', '16', '24']
  return Array.from({ length: 28 }, (_, month) => {
    const year = 24 + Math.floor((month + 6) / 12)
    const monthOfYear = String(((month + 6) % 12) + 1).padStart(2, '0')
    return days.slice(month % days.length).map((day) => `${year}${monthOfYear}${day}`)
  }).flat()
}
