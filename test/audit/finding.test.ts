import { describe, expect, it } from 'vitest'
import { isAtLeast } from '../../src/audit/finding.ts'

describe('isAtLeast', () => {
  it.each([
    ['high', 'high', true],
    ['medium', 'high', false],
    ['medium', 'medium', true],
    ['high', 'low', true],
    ['low', 'low', true],
    ['high', 'none', false],
  ] as const)('%s, %s: %s', (severity, limit, expected) => {
    expect(isAtLeast(severity, limit)).toBe(expected)
  })
})
