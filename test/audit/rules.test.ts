import { describe, expect, it } from 'vitest'
import { makeFix } from '../../src/app/fix.ts'
import type { AuditFacts, Rule } from '../../src/audit/finding.ts'
import { audit, idsToRotate, RULES } from '../../src/audit/rules.ts'
import type { Credential } from '../../src/deepgram/credential.ts'
import {
  brief,
  DAY,
  daysAgo,
  facts,
  findingsIn,
  fresh,
  narrow,
  scopesOf,
  TO_FILL_IN,
} from '../commands/creds/audit/facts.ts'
import { idOf } from '../helpers/samples.ts'

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
          : [
              {
                rule: 'mine',
                severity: 'high',
                credential: first,
                message: '',
                remedy: 'rotate',
                fix: makeFix('rotate', ''),
              },
            ],
    }
    expect(brief(audit([bad], facts(), [...RULES, mine]))).toContain('mine high 5')
  })

  it('gives lines to paste that hold nothing hostile from the server', () => {
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
      expect(fix).toMatch(/^dgsh [a-z]+(?: [a-z0-9-]+)+(?: '<what it is for>')?$/)
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
    [100, 'is older than 90d'],
    [400, 'is older than 360d'],
  ])('says so after %i days', (days, message) => {
    const [finding] = audit([fresh(1, { created: daysAgo(days) })], facts())
    expect(finding).toMatchObject({ message, fix: `dgsh creds rotate ${idOf(1)}` })
  })
})

describe('what a rotation mends', () => {
  const gone = { owner: { member_id: 'b0b', email: 'bob@example.com' } }
  const due = '2026-01-02T00:00:00.000Z'
  const begun = {
    fix: makeFix('finish-rotation', 'dgsh creds rotate x --finish'),
    state: `it was rotated, and is only kept until ${due}`,
  }

  it.each<[rule: string, details: Partial<Credential>]>([
    ['old', { created: daysAgo(100) }],
    ['owner-gone', gone],
  ])('%s: by a line that the rotation does not refuse', (rule, details) => {
    const judge = (changes: Partial<AuditFacts>) => {
      const [finding] = audit([fresh(1, details)], facts(changes))
      expect(finding?.rule).toBe(rule)
      return finding
    }
    const line = `dgsh creds rotate ${idOf(1)}`
    const known = judge({})
    expect(known?.fix).toBe(line)
    expect(judge({ replaceable: new Set() })).toMatchObject({
      fix: `${line} --keep-old`,
      message: known?.message,
    })
    expect(judge({ rotations: new Map([[idOf(1), begun]]) })).toMatchObject({
      fix: begun.fix,
      message: `${known?.message}; ${begun.state}`,
    })
  })

  it('is what is asked about, and nothing else', () => {
    const all = [
      fresh(1),
      fresh(2, { created: daysAgo(100), ...gone }),
      fresh(3, gone),
      fresh(4, { comment: '' }),
    ]
    expect(idsToRotate(all, facts()).sort()).toEqual([idOf(2), idOf(3)])
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
    [
      scopesOf('billing', 'dgtools'),
      `dgsh creds create --scope billing --scope dgtools --comment '${TO_FILL_IN}'`,
    ],
    [[], narrow(TO_FILL_IN)],
    [['self-hosted:products'], narrow(TO_FILL_IN)],
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
    const line = makeFix('resume-operation', 'dgsh creds create --resume')
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

  it('says plainly that others may use it, and neither deletes it nor replaces the login of an engine', () => {
    const [finding] = audit([fresh(1)], facts({ delivered: new Set() }))
    expect(finding?.message).toContain('other machines may use it')
    expect(finding?.fix).toBe(`dgsh where ${idOf(1)}`)
  })
})
