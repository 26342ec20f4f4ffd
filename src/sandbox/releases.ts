/** The first release with FIPS variants (developers.deepgram.com, changelog). */
export const FIRST_FIPS = '260728'

/** The last release whose images were also named `onprem-` (developers.deepgram.com, changelog). */
export const LAST_ONPREM = '250710'

/** The versions that Deepgram's changelog names, by product and release. That of dgtools is made up. */
const KNOWN_VERSIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  api: { 240927: '1.120.3', 250710: '1.151.8', 251029: '1.167.1' },
  engine: { 240927: '3.74.3-6', 250710: '3.91.0', 251029: '3.104.7' },
  'license-proxy': { 240927: '1.7.0', 250710: '1.8.0', 251029: '1.9.1' },
  billing: { 240927: '1.10.0', 250710: '1.11.2', 251029: '1.12.1' },
  dgtools: { 240927: '2.14.0' },
}

/** The made-up days in whose place there is one of Deepgram's. */
const REAL_DAYS: Readonly<Record<string, string>> = {
  240924: '240927',
  250709: LAST_ONPREM,
  251024: '251029',
  260724: FIRST_FIPS,
}

/** The days of the releases as YYMMDD, 2024-07 to 2026-10, one to three a month; most are made up. */
export const RELEASE_DAYS: readonly string[] = Array.from({ length: 28 }, (_, month) => {
  const year = 24 + Math.floor((month + 6) / 12)
  const monthOfYear = String(((month + 6) % 12) + 1).padStart(2, '0')
  const days = ['09', '16', '24'].slice(month % 3).map((day) => `${year}${monthOfYear}${day}`)
  return days.map((day) => REAL_DAYS[day] ?? day)
}).flat()

/**
 * The version of a product in a release. Between those of {@link KNOWN_VERSIONS} they are made up: counted on from the one
 * before, every eighth with a rebuild number, as Deepgram has them; and back from the first.
 */
export function versionOf(product: string, day: string): string {
  const known = KNOWN_VERSIONS[product] ?? {}
  const days = Object.keys(known)
  const from = days.findLast((one) => one <= day) ?? days[0] ?? day
  const [major = 0, minor = 0, patch = 0] = (known[from] ?? '').split(/[.-]/).map(Number)
  const count = RELEASE_DAYS.indexOf(day) - RELEASE_DAYS.indexOf(from)
  if (count === 0) return known[from] ?? '0.0.0'
  if (count < 0) return `${major}.${minor + count}.0`
  return `${major}.${minor}.${patch + count}${count % 8 === 0 ? `-${1 + (count % 3)}` : ''}`
}
