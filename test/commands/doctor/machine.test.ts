import { describe, expect, it } from 'vitest'
import { makeFix } from '../../../src/app/fix.ts'
import { judgeProject } from '../../../src/doctor/api-checks.ts'
import { judgeSudo } from '../../../src/doctor/docker-checks.ts'
import { judgeJournal } from '../../../src/doctor/journal-check.ts'
import { judgeMemory } from '../../../src/doctor/login-memory.ts'
import { judgeLogins } from '../../../src/doctor/logins-check.ts'
import type { EngineLogin, LoginProblem } from '../../../src/engines/engine-login.ts'
import { fromRecord } from '../../../src/journal/operation-file.ts'
import { NOW } from '../../helpers/context.ts'
import { operation, type RecordChanges } from '../../helpers/operations.ts'
import { idOf } from '../../helpers/samples.ts'

const PROJECTS = [
  { id: idOf(1), name: 'One' },
  { id: idOf(2), name: 'Two' },
]

describe('the project', () => {
  it.each<[string, number, string | undefined, string, RegExp]>([
    ['none that the key sees', 0, idOf(1), 'fail', /sees no projects/],
    ['one, and none chosen', 1, undefined, 'pass', /One, the only one/],
    ['several, and none chosen', 2, undefined, 'warn', /sees 2/],
    ['one that is seen', 2, idOf(2).toUpperCase(), 'pass', /Two \(profile\)/],
    ['one that is not seen', 2, idOf(3), 'fail', /does not see/],
  ])('%s', (_, count, value, status, message) => {
    const found = judgeProject(
      PROJECTS.slice(0, count),
      { value, source: 'profile', origin: 'profile' },
      makeFix('log-in-to-deepgram', 'dgsh auth login'),
    )
    expect(found).toMatchObject({ status, message: expect.stringMatching(message) })
  })
})

describe('unfinished operations', () => {
  const left = (changes: RecordChanges) =>
    fromRecord(operation({ id: 'x', step: 'stored', project: 'p1', ...changes }))
  it.each<[string, RecordChanges, string | undefined]>([
    ['a rotation', {}, `dgsh creds rotate ${idOf(1)} --resume --project p1`],
    ['a creation', { kind: 'create' }, 'dgsh creds create --resume --project p1'],
    [
      'one of another profile',
      { profile: 'work' },
      `dgsh creds rotate ${idOf(1)} --resume --profile work --project p1`,
    ],
    ['one that is kept for longer', { step: 'kept', due: '2026-01-01T00:00:01Z' }, undefined],
    [
      'one that is due',
      { step: 'kept', due: NOW.toISOString() },
      `dgsh creds rotate ${idOf(1)} --finish --project p1`,
    ],
    [
      'one that is kept without an end',
      { step: 'kept' },
      `dgsh creds rotate ${idOf(1)} --finish --project p1`,
    ],
  ])('%s', (_, changes, fix) => {
    const found = judgeJournal([left(changes)], NOW)
    expect(found).toMatchObject([{ status: fix === undefined ? 'pass' : 'warn', fix: fix ?? null }])
  })
})

describe('sudo', () => {
  it.each<[Record<string, string>, number]>([
    [{}, 0],
    [{ SUDO_USER: 'root' }, 0],
    [{ SUDO_USER: 'alice', HOME: '/root' }, 1],
  ])('%j', (env, count) => {
    const found = judgeSudo(env)
    expect(found).toHaveLength(count)
    if (count > 0) expect(found[0]?.message).toMatch(/\/root\/\.docker\/config\.json.* not of alice$/)
  })
})

describe('the logins', () => {
  const env = { HOME: '/h', XDG_RUNTIME_DIR: '/run/user/1' }
  const login = (changes: Partial<EngineLogin> = {}): EngineLogin => ({
    engine: 'docker',
    username: `deepgram+${idOf(1)}`,
    file: '/h/.docker/config.json',
    place: '~/.docker/config.json',
    helper: undefined,
    key: 'quay.io',
    deliverable: true,
    ...changes,
  })
  const judge = (logins: EngineLogin[], ...problems: Omit<LoginProblem, 'file'>[]) =>
    judgeLogins(
      { logins, problems: problems.map((problem) => ({ file: '/h/.docker/config.json', ...problem })) },
      { registry: 'quay.io', env, platform: 'linux' },
    ).map(({ name, status, message }) => `${name} ${status}: ${message}`)

  const kept = {
    path: '~/.config/containers/auth.json',
    isThere: false,
    isTemporary: (file: string) => file.startsWith('/run/'),
  }

  it('are none yet', () => {
    expect(judge([])).toEqual(['logins pass: no engine is logged in to quay.io yet; to log in: dgsh login'])
  })

  it('are told with their username', () => {
    expect(judge([login()])).toEqual([
      `logins pass: docker is logged in to quay.io as deepgram+${idOf(1)}: ~/.docker/config.json`,
    ])
  })

  it('of somebody else are a warning, unless a credential is beside it', () => {
    const other = login({ username: 'somebody' })
    expect(judge([other])[0]).toMatch(/^logins warn: .* as somebody: .*no credential of Deepgram$/)
    const both = judge([other, login({ key: 'quay.io/deepgram' })])
    expect(both).toEqual([
      expect.stringMatching(/^logins pass: .* as somebody, deepgram\+\S+ for quay\.io\/deepgram: /),
    ])
  })

  it.each(['/run/containers/0/auth.json', '/run/user/1/containers/auth.json'])(
    'in memory are lost: %s',
    (file) => {
      const lost = login({ engine: 'podman', file, place: file })
      expect(judgeMemory([lost], kept)).toEqual([
        {
          ...{ name: 'login-memory', status: 'warn' },
          message: `podman's login is in ${file}, which is gone after a restart`,
          fix: `mkdir -p ~/.config/containers && cp -p ${file} ~/.config/containers/auth.json`,
        },
      ])
      const [finding] = judgeMemory([lost], { ...kept, isThere: true })
      expect(finding?.fix).toBe(
        `REGISTRY_AUTH_FILE=~/.config/containers/auth.json dgsh login ${idOf(1)} --engine podman`,
      )
      const copy = login({ engine: 'podman', file: '/h/.config/containers/auth.json' })
      expect(judgeMemory([lost, copy], { ...kept, isThere: true })).toEqual([])
    },
  )

  it('that a helper keeps are not in memory', () => {
    const held = login({ engine: 'podman', file: '/run/x/auth.json', helper: 'pass' })
    expect(judgeMemory([held], kept)).toEqual([])
  })

  it('of somebody else stay, and Deepgram gets a file of its own', () => {
    const question = { registry: 'quay.io', env, platform: 'linux' as const }
    const fixOf = (engine: EngineLogin['engine']) =>
      judgeLogins({ logins: [login({ username: 'somebody', engine })], problems: [] }, question)[0]?.fix
    expect(fixOf('docker')).toBe(
      'export DOCKER_CONFIG="$HOME/.docker/deepgram" && dgsh login --engine docker',
    )
    expect(fixOf('podman')).toBe(
      'export REGISTRY_AUTH_FILE="$HOME/.config/containers/deepgram.json" && dgsh login --engine podman',
    )
    expect(fixOf('helm')).toMatch(/^export HELM_REGISTRY_CONFIG="\$HOME\/\S+" && dgsh login --engine helm$/)
  })

  it('may be unknown, and what another check says is not said twice', () => {
    const unknown = (why: string) => `it is not known which logins x keeps: ${why}`
    expect(judge([], { message: unknown('it gave no answer in 3 seconds') })).toEqual([
      expect.stringMatching(/^logins warn: .*3 seconds$/),
    ])
    expect(judge([], { message: unknown('it is not on PATH'), reason: 'no-helper' })).toEqual([])
  })
})
