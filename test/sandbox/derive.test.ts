import { describe, expect, it } from 'vitest'
import { deriveApiKey, deriveSecret, deriveUuid } from '../../src/sandbox/derive.ts'

describe('derived values', () => {
  it.each([
    [deriveUuid, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/],
    [deriveSecret, /^[A-Z0-9]{64}$/],
    [deriveApiKey, /^[0-9a-f]{40}$/],
  ])('have their form, and belong to their label (%o)', (derive, form) => {
    expect(derive('one')).toMatch(form)
    expect(derive('one')).toBe(derive('one'))
    expect(derive('one')).not.toBe(derive('other'))
  })

  it('do not change from one version of dgsh to the next', () => {
    expect(deriveUuid('credential 1')).toBe('b948b918-531e-4cd0-a452-ddd33eb4316c')
  })
})
