import { describe, expect, it } from 'vitest'
import { makeFix } from '../../src/app/fix.ts'
import type { AuditFacts } from '../../src/audit/finding.ts'
import { audit } from '../../src/audit/rules.ts'
import type { Credential } from '../../src/deepgram/credential.ts'
import { daysAgo, facts, fresh } from '../commands/creds/audit/facts.ts'
import { credential, idOf } from '../helpers/samples.ts'

describe('duplicate', () => {
  const old = { comment: 'Same', created: daysAgo(2) }
  const middle = { comment: 'Same', created: daysAgo(1) }
  const young = { comment: 'Same', created: daysAgo(0) }
  const all = facts().delivered
  const deletions = (credentials: Credential[], delivered: AuditFacts['delivered']) =>
    audit(credentials, facts({ delivered }))
      .filter(({ rule }) => rule === 'duplicate')
      .map(({ severity, fix }) => `${severity} ${fix}`)

  it.each<[reason: string, delivered: AuditFacts['delivered'], deleted: number[]]>([
    ['all delivered: the older ones', all, [2, 1]],
    ['none delivered: the older ones', new Set(), [2, 1]],
    ['not known what was delivered: the older ones', undefined, [2, 1]],
    ['the oldest delivered: the others', new Set([idOf(1)]), [3, 2]],
    ['the older two delivered: all but the newer of them', new Set([idOf(1), idOf(2)]), [3, 1]],
  ])('deletes of three, %s', (_, delivered, deleted) => {
    const three = [fresh(1, old), fresh(2, middle), fresh(3, young)]
    const expected = deleted.map((number) => `medium dgsh creds delete ${idOf(number)}`)
    expect(deletions(three, delivered)).toEqual(expected)
    expect(deletions(three.reverse(), delivered)).toEqual(expected)
  })

  it('keeps the one that is in use here, whoever delivered it', () => {
    const found = audit([fresh(1, old), fresh(2, young)], facts({ used: new Set([idOf(1)]) }))
    expect(found.find(({ rule }) => rule === 'duplicate')).toMatchObject({
      credential: { id: idOf(2) },
      message: `has the same owner, scopes and comment as ${idOf(1)}; that one is used on this machine, this one is not`,
      fix: `dgsh creds delete ${idOf(2)}`,
    })
  })

  it('deletes none that is in use', () => {
    const found = audit([fresh(1, old), fresh(2, young)], facts({ used: new Set([idOf(1), idOf(2)]) }))
    expect(found.find(({ rule }) => rule === 'duplicate')).toMatchObject({ fix: `dgsh where ${idOf(1)}` })
  })

  it('compares nothing with what an interruption left', () => {
    const interrupted = new Map([[idOf(2), makeFix('resume-operation', 'dgsh creds create --resume')]])
    const found = audit([fresh(1, old), fresh(2, young)], facts({ interrupted }))
    expect(found.filter(({ rule }) => rule === 'duplicate')).toEqual([])
  })

  it.each([
    [all, 'this one is older'],
    [new Set([idOf(2)]), 'this one was never used from this machine'],
  ])('names the one that stays, and why', (delivered, why) => {
    const findings = audit([fresh(1, old), fresh(2, young)], facts({ delivered }))
    expect(findings.find(({ rule }) => rule === 'duplicate')).toMatchObject({
      credential: { id: idOf(1) },
      message: `has the same owner, scopes and comment as ${idOf(2)}; ${why}`,
    })
  })

  it.each<[what: string, details: Partial<Credential>, count: number]>([
    ['the same scopes in another order', { scopes: credential(1).scopes.toReversed() }, 1],
    ['spaces around the comment', { comment: ' Same ' }, 1],
    ['other tags', { tags: ['x'] }, 1],
    ['a time that cannot be read', { created: 'x' }, 1],
    ['other scopes', { scopes: ['self-hosted:product:api'] }, 0],
    ['another comment', { comment: 'same' }, 0],
    ['another owner', { owner: { member_id: 'b0b', email: undefined } }, 0],
  ])('with %s: %i', (_, details, count) => {
    expect(deletions([fresh(1, old), fresh(2, { ...young, ...details })], all)).toHaveLength(count)
  })

  it.each<[what: string, details: Partial<Credential>]>([
    ['without a comment', { comment: undefined }],
    ['with an empty comment', { comment: ' ' }],
    ['without a known owner', { owner: { member_id: undefined, email: undefined } }],
  ])('are not two %s', (_, details) => {
    expect(deletions([fresh(1, { ...old, ...details }), fresh(2, { ...young, ...details })], all)).toEqual([])
  })
})
