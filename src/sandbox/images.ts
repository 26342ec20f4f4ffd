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

/**
 * All tags of a repository in the registry's order, by name: each release as `release-YYMMDD` and as a version of the
 * component, and from 2025 on both as `-fips` too. More than one page of 100 in every repository.
 */
export function tagsOf(repository: string): string[] {
  const [major, minor] = FIRST_VERSIONS[PRODUCTS[repository] ?? ''] ?? [0, 0]
  const tags = releaseDays().flatMap((day, index) => {
    const plain = [`release-${day}`, `${major}.${minor + index}.${index % 4}`]
    return day < '25' ? plain : [...plain, ...plain.map((tag) => `${tag}-fips`)]
  })
  return tags.sort()
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
