import { describe, expect, it } from 'vitest'
import {
  type AuditFacts,
  type Finding,
  isAtLeast,
  type Rule,
} from '../../../../src/commands/creds/audit/finding.ts'
import { audit, RULES } from '../../../../src/commands/creds/audit/rules.ts'
import type { Credential } from '../../../../src/deepgram/credential.ts'
import { credential, idOf } from '../../../helpers/samples.ts'

const DAY = 24 * 60 * 60_000
const NOW = new Date('2026-01-01T00:00:00Z')
const ADA = '3376abcd-8e5e-49d3-92d4-876d3a4f0363'

const daysAgo = (days: number) => new Date(NOW.getTime() - days * DAY).toISOString()

/** A credential of today: what nothing is found in. */
const fresh = (number: number, details: Partial<Credential> = {}) =>
  credential(number, { created: daysAgo(0), ...details })

function facts(changes: Partial<AuditFacts> = {}): AuditFacts {
  const members = [{ member_id: ADA, email: 'ada@example.com' }]
  const delivered = new Set([1, 2, 3, 4].map(idOf))
  return { now: NOW, maxAge: 90 * DAY, members, delivered, interrupted: new Map(), ...changes }
}

/** What is found, as `rule severity number-of-credential`. */
const brief = (findings: readonly Finding[]) =>
  findings.map(({ rule, severity, credential: { id } }) => `${rule} ${severity} ${Number(id.slice(0, 8))}`)

function findingsIn(credentials: readonly Credential[], changes: Partial<AuditFacts> = {}) {
  return brief(audit(credentials, facts(changes)))
}

const scopesOf = (...names: string[]) => names.map((name) => `self-hosted:product:${name}`)

describe('audit', () => {
  it('finds nothing in a good credential, and in none', () => {
    expect(findingsIn([fresh(1)])).toEqual([])
    expect(findingsIn([])).toEqual([])
  })

  it('lists the worst first, and takes further rules', () => {
    const bad = fresh(5, { comment: undefined, created: daysAgo(100), scopes: ['self-hosted:products'] })
    expect(findingsIn([bad])).toEqual([
      'all-products high 5',
      'old medium 5',
      'no-comment low 5',
      'never-delivered low 5',
    ])
    const mine: Rule = {
      id: 'mine',
      severity: 'high',
      summary: '',
      help: '',
      find: ([first]) =>
        first === undefined
          ? []
          : [{ rule: 'mine', severity: 'high', credential: first, message: '', fix: '' }],
    }
    expect(brief(audit([bad], facts(), [...RULES, mine]))).toContain('mine high 5')
  })

  it('gives lines to paste that hold nothing from the server but ids', () => {
    const hostile = '$(reboot); `x`\n--yes'
    const bad = fresh(5, {
      comment: hostile,
      tags: [hostile],
      provider: hostile,
      scopes: scopesOf('api', hostile),
      created: '2020-01-01T00:00:00Z',
      owner: { member_id: hostile, email: hostile },
    })
    const twin = { ...bad, id: idOf(6), username: hostile }
    const none = fresh(7, { comment: '', scopes: scopesOf(hostile) })
    for (const { fix } of audit([bad, twin, none], facts()))
      expect(fix).toMatch(/^dgsh [a-z]+(?: [a-z0-9-]+)+$/)
  })

  it('finds its way through many', () => {
    const many = Array.from({ length: 10_000 }, (_, number) =>
      fresh(number, { comment: String(number % 5000) }),
    )
    expect(audit(many, facts()).filter(({ rule }) => rule === 'duplicate')).toHaveLength(5000)
  })
})

describe('old', () => {
  it.each([
    [90, []],
    [90 + 1 / DAY, ['old medium 1']],
    [91, ['old medium 1']],
    [360 - 1 / DAY, ['old medium 1']],
    [360, ['old high 1']],
    [3600, ['old high 1']],
    [-1, []],
  ])('after %f days: %j', (days, expected) => {
    expect(findingsIn([fresh(1, { created: daysAgo(days) })])).toEqual(expected)
  })

  it.each(['', 'yesterday', '2025-13-45T99:00:00Z'])(
    'does not judge a time that it cannot read: "%s"',
    (created) => {
      expect(findingsIn([fresh(1, { created })])).toEqual([])
    },
  )

  it.each([
    [100, 'was created on 2025-09-23, more than 90d ago'],
    [400, 'was created on 2024-11-27, more than 4 times 90d ago'],
  ])('says so after %i days', (days, message) => {
    const [finding] = audit([fresh(1, { created: daysAgo(days) })], facts())
    expect(finding).toMatchObject({ message, fix: `dgsh creds rotate ${idOf(1)}` })
  })
})

const PRODUCTS = ['api', 'engine', 'license-proxy', 'billing', 'dgtools', 'hotpepper', 'metrics-server']
const NARROW = 'dgsh creds create --scope api --scope engine'

describe('the scopes', () => {
  it.each<[scopes: string[], findings: string[]]>([
    [scopesOf('api', 'engine'), []],
    [scopesOf('api', 'engine', 'license-proxy'), []],
    [scopesOf('license-proxy'), []],
    [[], []],
    [scopesOf('billing'), []],
    [scopesOf('dgtools', 'billing'), []],
    [scopesOf('api', 'billing'), ['excess-scopes medium 1']],
    [scopesOf('api', 'engine', 'voice-agent'), ['excess-scopes medium 1']],
    [scopesOf(...PRODUCTS.slice(1)), ['excess-scopes medium 1']],
    [scopesOf(...PRODUCTS), ['all-products high 1']],
    [scopesOf(...PRODUCTS, 'voice-agent'), ['all-products high 1']],
    [PRODUCTS.map((product) => `onprem:product:${product}`), ['all-products high 1']],
    [['self-hosted:products'], ['all-products high 1']],
    [['onprem:products'], ['all-products high 1']],
    [['onprem:product:api', 'self-hosted:product:api'], []],
  ])('%j: %j', (scopes, expected) => {
    expect(findingsIn([fresh(1, { scopes })])).toEqual(expected)
  })

  it.each<[scopes: string[], message: RegExp, fix: string]>([
    [scopesOf(...PRODUCTS), /^opens every product;/, NARROW],
    [scopesOf('api', 'engine', 'billing', 'dgtools'), /^opens billing, dgtools beside/, NARROW],
    [
      scopesOf('license-proxy', 'billing'),
      /^opens billing beside/,
      'dgsh creds create --scope license-proxy',
    ],
  ])('%j are told, with what could take their place', (scopes, message, fix) => {
    const [finding] = audit([fresh(1, { scopes })], facts())
    expect(finding).toMatchObject({ fix, message: expect.stringMatching(message) })
  })
})

describe('no-comment', () => {
  it.each([
    [undefined, ['no-comment low 1']],
    ['', ['no-comment low 1']],
    [' \t', ['no-comment low 1']],
    ['x', []],
  ])('of %j: %j', (comment, expected) => {
    expect(findingsIn([fresh(1, { comment })])).toEqual(expected)
  })

  it.each<[scopes: string[], fix: string]>([
    [scopesOf('billing', 'dgtools'), 'dgsh creds create --scope billing --scope dgtools'],
    [[], NARROW],
    [['self-hosted:products'], NARROW],
  ])('of one with %j is mended by one with a comment', (scopes, fix) => {
    const findings = audit([fresh(1, { comment: undefined, scopes })], facts())
    expect(findings.find(({ rule }) => rule === 'no-comment')?.fix).toBe(fix)
  })
})

describe('owner-gone', () => {
  const bob = { member_id: 'b0b', email: 'bob@example.com' }

  it.each<[reason: string, owner: Credential['owner'], members: AuditFacts['members'], findings: string[]]>([
    ['is found', bob, facts().members, ['owner-gone high 1']],
    ['is not, where members could not be read', bob, undefined, []],
    ['is not for a member', bob, [bob], []],
    ['goes by the id, not by the address', { ...bob, email: 'new@example.com' }, [bob], []],
    ['does not mind the case', { ...bob, member_id: 'B0B' }, [bob], []],
    [
      'goes by the address without an id',
      { ...bob, member_id: undefined },
      facts().members,
      ['owner-gone high 1'],
    ],
    ['finds the address in any case', { member_id: undefined, email: 'BOB@example.com' }, [bob], []],
    [
      'does not judge by addresses that it may not see',
      { ...bob, member_id: undefined },
      [{ member_id: 'b0b', email: undefined }],
      [],
    ],
    ['does not judge an owner who is not told', { member_id: undefined, email: undefined }, [bob], []],
  ])('%s', (_, owner, members, expected) => {
    expect(findingsIn([fresh(1, { owner })], { members })).toEqual(expected)
  })
})

describe('interrupted', () => {
  it('names the command that goes on, for what was left behind only', () => {
    const line = 'dgsh creds create --resume'
    const found = audit([fresh(1), fresh(2)], facts({ interrupted: new Map([[idOf(2), line]]) }))
    expect(brief(found)).toEqual(['interrupted high 2'])
    expect(found[0]?.fix).toBe(line)
  })
})

describe('never-delivered', () => {
  it.each<[delivered: AuditFacts['delivered'], findings: string[]]>([
    [new Set([idOf(1)]), []],
    [new Set([idOf(2)]), ['never-delivered low 1']],
    [new Set(), ['never-delivered low 1']],
    [undefined, []],
  ])('with %o: %j', (delivered, expected) => {
    expect(findingsIn([fresh(1)], { delivered })).toEqual(expected)
  })

  it('says plainly that others may use it, and does not say that it should be deleted', () => {
    const [finding] = audit([fresh(1)], facts({ delivered: new Set() }))
    expect(finding?.message).toContain('other machines may use it')
    expect(finding?.fix).toBe(`dgsh login ${idOf(1)}`)
  })
})

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

  it.each([
    [all, 'this one is older'],
    [new Set([idOf(2)]), 'this one was never delivered from here'],
  ])('names the one that stays, and why', (delivered, why) => {
    const findings = audit([fresh(1, old), fresh(2, young)], facts({ delivered }))
    expect(findings.find(({ rule }) => rule === 'duplicate')).toMatchObject({
      credential: { id: idOf(1) },
      message: `has owner, scopes and comment of ${idOf(2)}; ${why}`,
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
