import { describe, expect, it } from 'vitest'
import { chooseFixes, type PrintedFinding, type Remedy } from '../../src/audit/finding.ts'
import { fresh } from '../commands/creds/audit/facts.ts'

const finding = (rule: string, remedy: Remedy): PrintedFinding => ({
  ...{ rule, remedy, severity: 'high', credential: fresh(1), message: rule, fix: `${rule}: ${remedy}` },
})

describe('chooseFixes', () => {
  it.each<[string, [string, Remedy][], string[]]>([
    [
      'a narrower one makes a rotation pointless',
      [
        ['old', 'rotate'],
        ['all-products', 'replace'],
      ],
      ['all-products: replace'],
    ],
    [
      'a rotation that was begun comes first',
      [
        ['all-products', 'replace'],
        ['old', 'resume'],
      ],
      ['old: resume'],
    ],
    [
      'a deletion makes all others pointless',
      [
        ['old', 'rotate'],
        ['duplicate', 'delete'],
      ],
      ['duplicate: delete'],
    ],
    [
      'two in use are looked for first',
      [
        ['old', 'rotate'],
        ['duplicate', 'look'],
      ],
      ['duplicate: look', 'old: rotate'],
    ],
    [
      'what was never used here needs no look',
      [
        ['never-delivered', 'look'],
        ['old', 'rotate'],
      ],
      ['old: rotate'],
    ],
    ['a look alone stays', [['never-delivered', 'look']], ['never-delivered: look']],
    [
      'a rotation comes before a comment',
      [
        ['no-comment', 'describe'],
        ['old', 'rotate'],
      ],
      ['old: rotate'],
    ],
  ])('%s', (_, found, fixes) => {
    expect(chooseFixes(found.map(([rule, remedy]) => finding(rule, remedy)))).toEqual(fixes)
  })
})
