import { describe, expect, it } from 'vitest'
import { HELD_PRODUCTS } from '../../src/sandbox/scopes.ts'
import { PROJECTS, seedCredentials } from '../../src/sandbox/seed.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const credentials = seedCredentials('project')

describe('the seeded data', () => {
  it('has valid ids that differ in their first four characters', () => {
    const ids = [...PROJECTS.map(({ id }) => id), ...credentials.map(({ id }) => id)]
    for (const id of ids) expect(id).toMatch(UUID)
    expect(new Set(ids.map((id) => id.slice(0, 4))).size).toBe(ids.length)
    for (const { members } of PROJECTS) for (const { member_id } of members) expect(member_id).toMatch(UUID)
  })

  it('has dates with microseconds that exist', () => {
    for (const { created } of credentials) {
      expect(created).toMatch(/\.\d{6}Z$/)
      expect(new Date(created).toISOString().slice(0, 19)).toBe(created.slice(0, 19))
    }
  })

  it('has the cases that a client must cope with', () => {
    const comments = credentials.map(({ comment }) => comment)
    expect(comments).toContain(undefined)
    expect(comments.some((comment) => /[äöüÄÖÜß]/.test(comment ?? ''))).toBe(true)
    expect(comments.some((comment) => /\p{Script=Han}/u.test(comment ?? ''))).toBe(true)
    expect(Math.max(...comments.map((comment) => comment?.length ?? 0))).toBeGreaterThan(100)
    expect(Math.max(...comments.map((comment) => comment?.length ?? 0))).toBeLessThanOrEqual(128)
    expect(credentials.some(({ tags }) => tags.length === 0)).toBe(true)
    expect(credentials.some(({ created }) => created.startsWith('2023'))).toBe(true)
    const products = credentials.flatMap((credential) => credential.products)
    expect(products.filter((product) => !HELD_PRODUCTS.some((held) => held === product))).toEqual([
      'voice-agent',
    ])
    expect(new Set(credentials.map(({ owner }) => owner.email)).size).toBe(3)
  })

  it('begins with a credential for api and engine', () => {
    expect(credentials[0]?.products).toEqual(['api', 'engine'])
  })

  it('is new at each call', () => {
    seedCredentials('project')[0]?.products.push('billing')
    expect(seedCredentials('project')).toEqual(credentials)
  })
})
