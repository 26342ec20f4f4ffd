import type { PrintedFinding } from './finding.ts'

/**
 * The rules by what their fixes make of a credential, the most thorough first: what is resumed, deleted or replaced by a narrower
 * one need not be rotated as well, and what is rotated or replaced has a comment again.
 */
const BY_THOROUGHNESS: readonly string[] = [
  'interrupted',
  'duplicate',
  'all-products',
  'excess-scopes',
  'owner-gone',
  'old',
  'no-comment',
  'never-delivered',
]

/** A fix that looks for usages, and changes nothing by itself. */
const LOOK = /^dgsh where /

/** Returns the commands that fix what was found in one credential: the one that makes the others pointless, after a look that it needs. */
export function chooseFixes(findings: readonly PrintedFinding[]): string[] {
  const fixes = [...findings]
    .sort((a, b) => BY_THOROUGHNESS.indexOf(a.rule) - BY_THOROUGHNESS.indexOf(b.rule))
    .map(({ fix }) => fix)
  const [first = ''] = fixes
  const change = fixes.find((fix) => !LOOK.test(fix))
  if (change === undefined || change === first) return [first]
  return [first, change]
}
