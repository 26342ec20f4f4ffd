import { describe, expect, it } from 'vitest'
import { idOf, listEntry } from '../../../helpers/samples.ts'
import { aged, auditOf, BOB, created, good, ofBob } from './stage.ts'

const terminal = { isTTY: true, columns: 80, env: { NO_COLOR: '1' } }
const everything = listEntry(2, {
  comment: 'Lab',
  scopes: ['self-hosted:products'],
  created: '2024-01-01T00:00:00Z',
})
const bare = { ...listEntry(3, { comment: '', created }), member: BOB }

const screenOf = async (entries: object[], setup: object = {}, options: object = {}) => {
  const { stdout, stderr } = await auditOf(entries, { ...terminal, delivered: [1, 2, 3], ...setup }, options)
  expect(stderr).toBe('')
  return stdout.split('\n')
}

describe('the screen of dgsh creds audit', () => {
  it('says first how many need attention, then shows each with its fix, the worst first', async () => {
    expect(await screenOf([aged, everything, bare], { kept: [1, 2] })).toEqual([
      '3 of 3 credentials need attention: 1 high, 1 medium, 1 low',
      '',
      'HIGH    Lab',
      `        ${idOf(2)}  731 days  ada@example.com`,
      '        opens every product; is older than 360d',
      "        fix: dgsh creds create --scope api --scope engine --comment 'Lab'",
      'MEDIUM  Number 1',
      `        ${idOf(1)}  122 days  ada@example.com`,
      '        is older than 90d',
      `        fix: dgsh creds rotate 00000001`,
      'LOW     (no comment)',
      `        ${idOf(3)}  1 day  bob@example.com`,
      '        has no comment',
      "        fix: dgsh creds create --scope api --scope engine --comment '<what it is for>'",
      '',
    ])
  })

  it('has one line for what needs no action, and shows it with --all', async () => {
    const unused = { delivered: [2] }
    expect(await screenOf([good, ofBob], unused)).toEqual([
      'None of the 2 credentials needs attention',
      '',
      'Not shown: 1 credential never used from this machine (--all)',
      '',
    ])
    expect((await screenOf([good, ofBob], unused, { all: true })).join('\n')).toContain(
      `fix: dgsh where 00000001`,
    )
  })

  it('says in one line that nothing needs attention', async () => {
    expect(await screenOf([good, ofBob])).toEqual(['None of the 2 credentials needs attention', ''])
  })

  it('is the table where columns are asked for', async () => {
    const { stdout } = await auditOf([aged], { ...terminal, flags: { columns: 'rule' } })
    expect(stdout).toMatch(/^RULE\nold\n/)
  })
})
