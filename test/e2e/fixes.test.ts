import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { FIXES, type FixName } from '../../src/app/fix.ts'
import type { FixRow } from '../helpers/fixes/row.ts'
import { FIX_TABLE } from '../helpers/fixes/table.ts'
import { type FixWorld, makeFixWorld } from '../helpers/fixes/world.ts'
import { findProgram } from '../helpers/parts.ts'

interface Found {
  name: string
  status: string
  fix: string | null
  id?: string
}

/** What doctor or the audit finds, in one form. */
function readFindings(by: FixRow['by'], text: string): Found[] {
  if (by !== 'audit') return (JSON.parse(text) as { checks: Found[] }).checks
  const findings = JSON.parse(text) as { rule: string; fix: string; credential: { id: string } }[]
  return findings.map(({ rule, fix, credential }) => ({ name: rule, status: 'warn', fix, id: credential.id }))
}

const callOf = (by: FixRow['by']) =>
  by === 'audit' ? ['creds', 'audit', '-o', 'json'] : ['doctor', '-o', 'json', '--timeout', '5']

/** The scopes of each credential that there is. */
async function scopesById({ dgsh }: FixWorld): Promise<Map<string, string>> {
  const { stdout } = await dgsh(['creds', 'list', '-o', 'json'])
  const list = stdout === '' ? [] : (JSON.parse(stdout) as { id: string; scopes: string[] }[])
  return new Map(list.map(({ id, scopes }) => [id, [...scopes].sort().join(' ')]))
}

/** The logins in the files of engines: the user, by file and key. */
function readLogins({ home }: FixWorld): Map<string, string> {
  const files = [join(home.dockerConfig, 'config.json'), home.authFile]
  const entries = files.flatMap((file) => {
    try {
      const { auths } = JSON.parse(readFileSync(file, 'utf8')) as {
        auths?: Record<string, { auth?: string }>
      }
      return Object.entries(auths ?? {}).flatMap(([key, { auth }]): [string, string][] =>
        auth ? [[`${file} ${key}`, Buffer.from(auth, 'base64').toString().replace(/:.*/s, '')]] : [],
      )
    } catch {
      return []
    }
  })
  return new Map(entries)
}

/** A login that is there before and after has the same user, or one with the same scopes. */
function expectSameScopes(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
  scopes: ReadonlyMap<string, string>,
): void {
  for (const [place, user] of before) {
    const now = after.get(place)
    if (now === undefined || now === user) continue
    const scopesOf = (username: string) => scopes.get(username.replace('deepgram+', '')) ?? username
    expect(scopesOf(now), place).toBe(scopesOf(user))
  }
}

const rows = (Object.entries(FIX_TABLE) as [FixName, (typeof FIX_TABLE)[FixName]][]).flatMap(
  ([name, row]): [FixName, FixRow][] => (typeof row === 'string' ? [] : [[name, row]]),
)

const isPossible = ({ programs = ['docker'], needsRoot }: FixRow) =>
  programs.every((name) => findProgram(name)) && (needsRoot !== true || process.getuid?.() === 0)

describe('each fix that dgsh prints', () => {
  it('has a row, or a reason why there is none', () => {
    expect(Object.keys(FIX_TABLE).sort()).toEqual(Object.keys(FIXES).sort())
    expect(rows.length).toBeGreaterThan(30)
  })

  it.for(rows)('%s', async ([, row], { skip }) => {
    if (!isPossible(row)) skip('a program is missing, or it takes root')
    const world = await makeFixWorld(row.programs ?? ['docker'], await row.home?.())
    await row.arrange(world)
    const { dgsh, env } = world
    const call = callOf(row.by)
    const first = await dgsh([...call, ...(row.options?.(world) ?? [])])
    const before = readFindings(row.by, first.stdout)
    const finding = before.find(({ name, fix }) => name === row.finding && row.fix.test(fix ?? ''))
    expect(finding, first.stdout).toBeDefined()
    world.findingId = finding?.id
    const [scopes, logins] = [await scopesById(world), readLogins(world)]

    const fix = finding?.fix ?? ''
    const lines = row.carryOut?.(fix, world) ?? fix
    // In one shell, so that what the fix sets is set.
    const { code, stdout, stderr } = await world.shell(
      `{\n${lines}\n} >&2 || exit 99\ndgsh ${call.join(' ')}`,
    )
    expect(code, `${lines}\n${stderr}`).not.toBe(99)
    const after = readFindings(row.by, stdout)
    const same = after.filter(
      ({ name, id, status }) => name === row.finding && id === finding?.id && status !== 'pass',
    )
    expect(
      same.map((left) => left.fix ?? ''),
      stdout,
    ).toEqual(row.leaves === undefined ? [] : [expect.stringMatching(row.leaves)])
    const failed = new Set(before.filter(({ status }) => status === 'fail').map(({ name }) => name))
    expect(after.filter(({ name, status }) => status === 'fail' && !failed.has(name))).toEqual([])
    env.DEEPGRAM_API_KEY = world.sandbox.apiKey
    expectSameScopes(logins, readLogins(world), new Map([...scopes, ...(await scopesById(world))]))
  })
})
