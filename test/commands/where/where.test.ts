import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { run, type WhereOptions } from '../../../src/commands/where/where.ts'
import type { HistoryEntry } from '../../../src/history/entry.ts'
import { apiContext } from '../../helpers/api-context.ts'
import type { Answer } from '../../helpers/api-server.ts'
import { type TestContext, type TestSetup, testContext } from '../../helpers/context.ts'
import {
  CREDENTIALS_PATH,
  historyEntry,
  idOf,
  listAnswer,
  listEntry,
  PROJECT_ID,
  SECRET,
} from '../../helpers/samples.ts'
import { holds } from '../../helpers/sentinel.ts'
import { temporaryDirectory } from '../../helpers/temporary.ts'
import { errorOf } from '../../helpers/thrown.ts'

const LIST = `GET ${CREDENTIALS_PATH}`
const MEMBERS = `GET /v1/projects/${PROJECT_ID}/members`
const REFUSED: Answer = { status: 403, body: { err_code: 'INSUFFICIENT_PERMISSIONS', err_msg: 'no' } }
const ADA = '3376abcd-8e5e-49d3-92d4-876d3a4f0363'
const members = (...ids: string[]): Answer => ({ body: { members: ids.map((member_id) => ({ member_id })) } })
const lists = (...entries: object[]): Answer => ({ body: listAnswer(...entries) })

const MAY_BE_LIVE =
  'note: this API key may see only the credentials of its own member; one that it does not list may still exist\n'

const PLAIN = { NO_COLOR: '1' }

interface Machine extends TestSetup {
  /** The numbers of the credentials that docker holds, by the keys of its file. */
  docker?: Readonly<Record<string, number>>
  /** The numbers of the credentials whose secrets are in the file store. */
  kept?: readonly number[]
  history?: readonly HistoryEntry[]
}

/** Runs `where` on a machine, with an API that answers by the script, or without an API key. */
async function where(
  script: Readonly<Record<string, Answer>> | undefined,
  { docker = {}, kept = [], history = [], ...setup }: Machine,
  options: Partial<WhereOptions> = {},
) {
  const home = temporaryDirectory()
  const env = { HOME: home, XDG_RUNTIME_DIR: join(home, 'run'), ...setup.env }
  const made: TestContext =
    script === undefined ? testContext({ ...setup, env }) : await apiContext(script, { ...setup, env })
  const auth = (number: number) => Buffer.from(`deepgram+${idOf(number)}:${SECRET}`).toString('base64')
  const auths = Object.entries(docker).map(([key, number]) => [key, { auth: auth(number) }])
  write(join(home, '.docker', 'config.json'), JSON.stringify({ auths: Object.fromEntries(auths) }))
  const entries = kept.map((number) => [`secret:${idOf(number)}`, SECRET])
  const { state } = made.context.host.paths
  write(join(state, 'store.json'), JSON.stringify(Object.fromEntries([['api-key:other', 'x'], ...entries])))
  write(join(state, 'history.jsonl'), history.map((entry) => `${JSON.stringify(entry)}\n`).join(''))
  const perform = () => run({ clusters: [], ...options }, made.context)
  return { ...made, home, state, perform }
}

function write(file: string, text: string) {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text, { mode: 0o600 })
}

/** The lines of a table, without the spaces that align them. */
function linesOf(text: string): string[] {
  return text.split('\n').map((line) => line.trim().replace(/ {2,}/g, ' | '))
}

describe('dgsh where', () => {
  it('joins the copies with the list of Deepgram', async () => {
    const script = { [LIST]: lists(listEntry(1), listEntry(3)), [MEMBERS]: members(ADA) }
    const docker = { 'quay.io': 1, 'quay.io/deepgram': 2, 'gcr.io': 3 }
    const { perform, stdout, stderr, state } = await where(script, { docker, kept: [1] })
    expect(await perform()).toBe(0)
    expect(linesOf(stdout())).toEqual([
      'CREDENTIAL | STATE | KIND | PLACE | AGE | OWNER',
      `${idOf(1)} | live | docker | ~/.docker/config.json | 186d | ada@example.com`,
      `${idOf(2)} | deleted | docker | ~/.docker/config.json`,
      `${idOf(3)} | live | docker | ~/.docker/config.json, for gcr.io | 186d | ada@example.com`,
      `${idOf(1)} | live | store | file ${join(state, 'store.json')} | 186d | ada@example.com`,
      '',
    ])
    expect(stderr()).toBe(
      `note: "deleted" means: not in project ${PROJECT_ID}; a credential of another project looks the same here\n`,
    )
  })

  it('has all that is known in JSON', async () => {
    const setup: Machine = {
      docker: { 'quay.io': 1 },
      kept: [2],
      flags: { output: 'json' },
      engines: ['docker'],
    }
    const script = { [LIST]: lists(listEntry(1)), [MEMBERS]: REFUSED }
    const { perform, stdout, stderr, home, state } = await where(script, setup)
    await perform()
    const nowhere = { file: null, helper: null, temporary: false, kubernetes: null }
    expect(JSON.parse(stdout())).toEqual([
      {
        ...nowhere,
        id: idOf(1),
        username: `deepgram+${idOf(1)}`,
        state: 'live',
        kind: 'docker',
        place: '~/.docker/config.json',
        file: join(home, '.docker', 'config.json'),
        key: 'quay.io',
        deliverable: true,
        created: '2025-06-28T20:01:41.642434Z',
        comment: 'Number 1',
        owner: { member_id: ADA, email: 'ada@example.com' },
      },
      {
        ...nowhere,
        id: idOf(2),
        username: `deepgram+${idOf(2)}`,
        state: 'unknown',
        kind: 'store',
        place: `file ${join(state, 'store.json')}`,
        key: `secret:${idOf(2)}`,
        deliverable: false,
        created: null,
        comment: null,
        owner: null,
      },
    ])
    expect(stderr()).toBe(MAY_BE_LIVE)
  })

  it.each(['table', 'wide', 'json', 'yaml', 'csv', 'tsv', 'id'])('shows no secret as %s', async (output) => {
    const setup: Machine = { docker: { 'quay.io': 1 }, kept: [2], flags: { output, debug: true } }
    const { perform, stdout, stderr } = await where(undefined, setup)
    await perform()
    expect(stdout()).toContain(idOf(1))
    expect(holds(stdout() + stderr(), SECRET)).toBe(false)
  })

  it('marks what a reboot takes away, in tables and as a field', async () => {
    for (const output of ['table', 'json']) {
      const { perform, stdout, home } = await where(undefined, { flags: { output } })
      const auth = Buffer.from(`deepgram+${idOf(1)}:${SECRET}`).toString('base64')
      write(join(home, 'run', 'containers', 'auth.json'), JSON.stringify({ auths: { 'quay.io': { auth } } }))
      await perform()
      expect(stdout()).toContain(
        output === 'table' ? '~/run/containers/auth.json (until the next reboot)' : '"temporary": true',
      )
    }
  })
})

describe('dgsh where knows the state', () => {
  it('of what dgsh itself deleted, without asking', async () => {
    const history = [historyEntry(1, { action: 'credential_deleted' }), historyEntry(2)]
    const setup: Machine = { kept: [1, 2], history, flags: { columns: 'state', header: false } }
    const { perform, stdout, stderr } = await where(undefined, setup)
    expect(await perform()).toBe(0)
    expect(stdout()).toBe('deleted\nunknown\n')
    expect(stderr()).toMatch(/^note: cannot tell which credentials still exist: .*API key.*\n$/)
  })

  it.each<[what: string, script: Record<string, Answer>]>([
    ['refuses the key', { [LIST]: { status: 401, body: { err_code: 'INVALID_AUTH', err_msg: 'no' } } }],
    ['does not permit the list', { [LIST]: REFUSED }],
    ['answers with something else', { [LIST]: { body: 'hello' } }],
  ])('of nothing when Deepgram %s, and tells where the copies are', async (_, script) => {
    const setup: Machine = { kept: [1], flags: { columns: 'credential,state', header: false } }
    const { perform, stdout, stderr } = await where(script, setup)
    expect(await perform()).toBe(0)
    expect(linesOf(stdout())).toEqual([`${idOf(1)} | unknown`, ''])
    expect(stderr()).toMatch(/^note: cannot tell which credentials still exist: .*\n$/)
  })

  it('of those of several owners without asking for the members', async () => {
    const other = { ...listEntry(2), member: { member_id: idOf(9), email: null } }
    const { perform, stdout } = await where(
      { [LIST]: lists(listEntry(1), other) },
      { kept: [3], flags: { columns: 'state', header: false } },
    )
    await perform()
    expect(stdout()).toBe('deleted\n')
  })

  it('of nothing for a project that does not exist: that is an error', async () => {
    const body = { err_code: 'PROJECT_NOT_FOUND', err_msg: 'no' }
    const { perform } = await where({ [LIST]: { status: 404, body } }, { kept: [1] })
    expect(await errorOf(perform)).toMatchObject({ code: 'project_not_found' })
  })
})

describe('dgsh where on a terminal', () => {
  const DEAD = 'note: "deleted" means: not in project'

  it('groups the copies by credential, what needs attention first, with what fixes it', async () => {
    const script = { [LIST]: lists(listEntry(1), listEntry(3, { comment: null })), [MEMBERS]: members(ADA) }
    const docker = { 'quay.io': 1, 'gcr.io': 2, 'https://gcr.io/': 2, 'quay.io/deepgram': 2, 'ghcr.io': 3 }
    const { perform, stdout, stderr } = await where(script, { docker, kept: [1], isTTY: true, env: PLAIN })
    expect(await perform()).toBe(0)
    const [deleted, first, third] = stdout().split('\n\n')
    expect(deleted).toBe(
      [
        `deleted  ${idOf(2)}`,
        '         docker  ~/.docker/config.json, for gcr.io',
        '         docker  ~/.docker/config.json, for https://gcr.io/',
        '         docker  ~/.docker/config.json',
        '         ! if it is of no other project, log out:',
        '           dgsh logout gcr.io --engine docker',
        '         ! docker can no longer pull with it: remove it there',
      ].join('\n'),
    )
    expect(first).toMatch(
      new RegExp(
        `^exists   Number 1\n {9}${idOf(1)}  186d  ada@example.com\n {9}docker  ~/.docker/config.json\n {9}store   file \\S+store.json$`,
      ),
    )
    expect(third).toBe(
      `exists   ${idOf(3)}  186d  ada@example.com\n         docker  ~/.docker/config.json, for ghcr.io\n`,
    )
    expect(stderr()).toContain('\n6 copies of 3 credentials, 1 deleted\n')
    expect(stderr()).toContain(DEAD)
  })

  it('is sure of what dgsh itself deleted', async () => {
    const history = [historyEntry(1, { action: 'credential_deleted' })]
    const setup: Machine = { docker: { 'quay.io': 1 }, history, isTTY: true, env: PLAIN }
    const { perform, stdout, stderr } = await where(undefined, setup)
    await perform()
    expect(stdout()).toContain('         ! to log out: dgsh logout quay.io --engine docker\n')
    expect(stderr()).not.toContain(DEAD)
  })

  it('has usernames and keys in wide', async () => {
    const setup: Machine = { docker: { 'quay.io': 1 }, isTTY: true, env: PLAIN, flags: { output: 'wide' } }
    const { perform, stdout } = await where(undefined, setup)
    await perform()
    expect(stdout()).toBe(
      [
        `unknown  ${idOf(1)}`,
        `         deepgram+${idOf(1)}`,
        '         docker  ~/.docker/config.json',
        '                 key quay.io, rotations cannot update it\n',
      ].join('\n'),
    )
  })

  it('is a table where columns are named', async () => {
    const setup: Machine = { kept: [1], isTTY: true, env: PLAIN, flags: { columns: 'credential,state' } }
    const { perform, stdout } = await where(undefined, setup)
    await perform()
    expect(stdout()).toMatch(/CREDENTIAL +.*STATE/)
  })

  it.each([40, 80, 140])('breaks no id, path or command at %d columns', async (columns) => {
    const script = { [LIST]: lists(listEntry(1)), [MEMBERS]: members(ADA) }
    const docker = { 'quay.io': 1, 'gcr.io': 2 }
    const { perform, stdout } = await where(script, { docker, isTTY: true, columns, env: PLAIN })
    await perform()
    for (const whole of [idOf(1), idOf(2), '~/.docker/config.json', 'dgsh logout gcr.io --engine docker'])
      expect(stdout().split('\n')).toContainEqual(expect.stringContaining(whole))
    expect(
      stdout()
        .split('\n')
        .every((line) => line.length <= columns),
    ).toBe(true)
  })
})

describe('dgsh where, narrowed', () => {
  const two: Machine = {
    docker: { 'quay.io': 1 },
    kept: [1, 2],
    flags: { output: 'csv', columns: 'credential,kind', header: false },
  }

  it.each([
    ['00000001', [1, 1]],
    [idOf(2), [2]],
    [`deepgram+${idOf(2)}`, [2]],
    [`DEEPGRAM+${idOf(2).toUpperCase()}`, [2]],
  ])('to %s', async (credential, numbers) => {
    const { perform, stdout } = await where(undefined, two, { credential })
    expect(await perform()).toBe(0)
    expect(stdout().match(/^[^,]+/gm)).toEqual(numbers.map(idOf))
  })

  it.each(['0000', '000', ''])('to %j is an error: it names none, or several', async (credential) => {
    const { perform } = await where(undefined, two, { credential })
    expect(await errorOf(perform)).toMatchObject({ code: 'usage' })
  })

  it.each<[string | undefined, string]>([
    ['99999999', '99999999'],
    [undefined, 'a Deepgram credential'],
  ])('to %s, which has no copy here, is an empty list, and asks nobody', async (credential, what) => {
    const setup: Machine = { kept: credential === undefined ? [] : [1], flags: { output: 'json' } }
    const { perform, stdout, stderr } = await where({}, setup, { credential })
    expect(await perform()).toBe(0)
    expect(stdout()).toBe('[]\n')
    expect(stderr()).toBe(`note: no copy of ${what} was found\n`)
  })
})

describe('the stores of dgsh where', () => {
  it('are those of all profiles, each once; what cannot be listed is a note', async () => {
    const { perform, context, stdout, stderr } = await where(undefined, {
      kept: [1],
      flags: { columns: 'place', header: false },
      exec: () => [
        {
          request: { file: 'docker-credential-a', args: ['list'], input: 'unused', timeoutMs: 30_000 },
          result: {
            stdout: JSON.stringify({ [`https://dgsh.invalid/secret/${idOf(2)}`]: 'dgsh', 'quay.io': 'x' }),
          },
        },
        {
          request: { file: 'docker-credential-b', args: ['list'], input: 'unused', timeoutMs: 30_000 },
          result: { exitCode: 1, stdout: 'locked' },
        },
      ],
    })
    const profiles = Object.fromEntries(
      ['file', 'helper:a', 'helper:a', 'helper:b', 'command:cat x', 'nonsense'].map((store, index) => [
        `p${index}`,
        { store },
      ]),
    )
    write(join(context.host.paths.config, 'config.json'), JSON.stringify({ profiles }))
    await perform()
    expect(stdout()).toMatch(/^file .*store\.json\nhelper:a docker-credential-a\n$/)
    expect(stderr()).toContain(
      'note: cannot list the secrets stored in helper:b: docker-credential-b list fails: locked\n',
    )
    expect(stderr()).toContain('note: cannot list the secrets stored in nonsense: ')
  })
})
