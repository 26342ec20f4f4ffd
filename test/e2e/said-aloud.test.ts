import { createServer } from 'node:http'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { runDgsh } from '../helpers/dgsh.ts'
import { type FakeBehaviour, fakePrograms } from '../helpers/fake-engine.ts'
import { listenOnLoopback } from '../helpers/loopback.ts'
import type { ProgramResult } from '../helpers/run-program.ts'
import { idOf, PROJECT_ID } from '../helpers/samples.ts'
import { filesThatHold, holds } from '../helpers/sentinel.ts'
import { chooseStore, temporaryHome } from '../helpers/temporary.ts'
import { partsIn, saidInEveryWay } from '../helpers/ways-to-write.ts'

const KEY = '7d1e09b4c2fa5836e0417bd9a2c85f3e6190db74'
const SECRET = 'K7QW2M9XZ4R8T1Y6U3P5A0S7D2F9G4H8J1L6K3Z5X0C7V2B9N4M8Q1W6E3R5T0Y7'

/** Key and secret in every form, in one text. */
const SAID = `${saidInEveryWay(KEY)} and ${saidInEveryWay(SECRET)}`
const STORE = join('.local', 'state', 'dgsh', 'store.json')
const FORMATS = ['table', 'wide', 'json', 'yaml', 'csv', 'tsv', 'id']

const fields = {
  distribution_credentials_id: idOf(1),
  provider: SAID,
  comment: SAID,
  scopes: ['self-hosted:product:api', `self-hosted:product:${SAID}`],
  tags: [SAID],
  created: SAID,
}
const owner = { member_id: SAID, email: SAID }
const entry = { member: owner, distribution_credentials: fields }
const keyAsId = { ...fields, distribution_credentials_id: KEY }

/**
 * How the servers answer: in good faith, with the key for an id, or with an error of that status; key and secret are in every
 * field.
 */
type Answers = number | 'good' | 'key as id' | 'key as new id'

let answers: Answers = 'good'
let url = ''

/** Deepgram and a registry at once. */
function answerTo(method: string, path: string, host: string): [status: number, body: unknown] {
  if (path.startsWith('/v2/'))
    return [path.includes('tags') ? 200 : 401, { errors: [{ code: 'X', message: SAID }], tags: [SAID], host }]
  if (typeof answers === 'number') return [answers, { err_code: SAID, err_msg: SAID, request_id: SAID }]
  if (method === 'POST' && answers === 'key as new id') return [200, { ...keyAsId, secret: SECRET }]
  if (path.endsWith('/projects') && answers === 'key as id')
    return [200, { projects: [{ project_id: KEY, name: 'Pier' }] }]
  if (path.endsWith('/projects')) return [200, { projects: [{ project_id: PROJECT_ID, name: SAID }] }]
  if (path.endsWith('/members')) return [200, { members: [owner] }]
  if (method === 'POST') return [200, { ...fields, distribution_credentials_id: idOf(2), secret: SECRET }]
  const odd = answers === 'key as id' ? [keyAsId] : []
  if (path.endsWith('/credentials')) return [200, { distribution_credentials: [entry, ...odd] }]
  return [200, entry]
}

beforeAll(async () => {
  const server = createServer(({ method = '', url: path = '', headers }, answer) => {
    const [status, body] = answerTo(method, path, headers.host ?? '')
    const realm = `Bearer realm="http://${headers.host}/v2/auth",service="${encodeURIComponent(SAID)}"`
    answer.writeHead(status, { 'content-type': 'application/json', 'www-authenticate': realm })
    answer.end(JSON.stringify(body))
  })
  url = `http://127.0.0.1:${await listenOnLoopback(server)}`
})

interface Setting {
  answers: Answers
  /** How every program on PATH behaves; left out, it fails. */
  programs?: FakeBehaviour
  store?: string
  /** True: the secret is what stdout is asked for. */
  handsOut?: boolean
}

/** Runs dgsh where everything says key and secret aloud, and expects to see nothing of either, in no file but the store. */
async function expectSilence(args: readonly string[], setting: Setting): Promise<ProgramResult> {
  answers = setting.answers
  const home = temporaryHome()
  const fakes = fakePrograms()
  for (const name of ['docker', 'podman', 'kubectl', 'docker-credential-x'])
    fakes.add(name, setting.programs ?? { exit: 1, stdout: withoutNul(SAID), stderr: withoutNul(SAID) })
  const env = {
    ...{ PATH: fakes.directory, DEEPGRAM_API_KEY: KEY, DEEPGRAM_PROJECT_ID: PROJECT_ID },
    ...{ DGSH_API_URL: url, DGSH_REGISTRY: new URL(url).host },
  }
  if (setting.store !== undefined) chooseStore(home, setting.store)
  const result = await runDgsh([...args, '--timeout', '5'], { home, env, input: SECRET })
  for (const value of knownTo(args, setting)) {
    const isAsked = setting.handsOut === true && value === SECRET
    if (isAsked) expect(holds(result.stdout, value), result.stderr).toBe(true)
    else expect(partsIn(result.stdout, value).slice(0, 3), result.stdout).toEqual([])
    expect(partsIn(result.stderr, value).slice(0, 3), result.stderr).toEqual([])
    expect(filesThatHold(home.path, value).filter((file) => file !== join(home.path, STORE))).toEqual([])
  }
  return result
}

/** What dgsh has read or been told, so that it can know it again. */
function knownTo(args: readonly string[], setting: Setting): string[] {
  const isTold = args.includes('--secret-stdin')
  const isCreated = setting.answers === 'good' && (args.includes('create') || args.includes('rotate'))
  return isTold || isCreated ? [KEY, SECRET] : [KEY]
}

const withoutNul = (text: string) => text.replaceAll('\0', '')

const PIPED = ['--credential', idOf(1), '--secret-stdin']

/** Commands whose output has what the server said. */
const LISTS: readonly (readonly string[])[] = [
  ['creds', 'list'],
  ['creds', 'show', idOf(1)],
  ['creds', 'audit'],
  ['projects', 'list'],
  ['verify', idOf(1), '--secret-stdin'],
  ['doctor', '--context', 'c'],
  ['where', '--context', 'c'],
]

describe('what Deepgram, a registry and programs say in every field, key and secret in every form', () => {
  describe.each(LISTS.map((args) => [args.join(' '), args] as const))('%s', (_, args) => {
    it.each([...FORMATS.map((format) => ['-o', format]), ['-o', 'wide', '--debug']])(
      'shows nothing of it with %s %s',
      async (...options) => void (await expectSilence([...args, ...options], { answers: 'good' })),
    )
  })

  it.each<string[]>([
    ['creds', 'audit', '-o', 'sarif'],
    ['creds', 'history', '-o', 'json'],
    ['auth', 'status', '-o', 'json'],
    ['auth', 'status'],
    ['creds', 'create', '--comment', 'CI', '--scope', 'api', '-o', 'json'],
    ['creds', 'create', '--comment', 'CI', '--scope', 'api', '--login', '--debug'],
    ['creds', 'rotate', idOf(1), '--yes', '--wait', '0', '--debug'],
    ['creds', 'delete', idOf(1), '--yes', '-o', 'json'],
    ['login', idOf(1), '--secret-stdin', '--debug'],
    ['login', idOf(1), '--secret-stdin', '-o', 'json'],
    ['logout', '--debug'],
    ['images', 'list', ...PIPED],
    ['images', 'tags', 'api', ...PIPED, '--debug'],
    ['images', 'mirror', '--to', 'r.test/x', '--image', 'api', '--plan', ...PIPED],
  ])('is not shown by %s %s %s %s %s', async (...args) => {
    await expectSilence(args, { answers: 'good', store: 'file' })
  })

  it.each(['k8s', 'docker-config', 'k3s'])(
    'is not shown by export %s beside its own output',
    async (verb) => {
      const args = ['export', verb, idOf(1), '--secret-stdin', '--debug']
      const { code, stderr } = await expectSilence(args, { answers: 'good', store: 'file', handsOut: true })
      expect(code, stderr).toBe(0)
    },
  )

  it.each<[Answers, string[]]>([
    ['key as id', ['creds', 'list', '-o', 'json']],
    ['key as id', ['creds', 'audit', '-o', 'json']],
    ['key as id', ['creds', 'create', '--comment', 'CI', '--scope', 'api']],
    ['key as id', ['creds', 'rotate', idOf(1), '--yes', '--wait', '0']],
    ['key as id', ['projects', 'list', '-o', 'id']],
    ['key as new id', ['creds', 'create', '--comment', 'CI', '--scope', 'api']],
  ])('is refused as an id: %s, %j', async (said, args) => {
    const { code, stderr } = await expectSilence(args, { answers: said, store: 'file' })
    expect(code, stderr).toBe(5)
    expect(stderr).toContain('answers with a key or a secret in place of an id')
  })

  it.each([400, 401, 403, 404, 500])('is not shown of an error %i', async (status) => {
    for (const format of ['table', 'json'])
      await expectSilence(['creds', 'list', '-o', format, '--debug'], { answers: status })
    await expectSilence(['creds', 'create', '--comment', 'CI', '--scope', 'api', '--debug'], {
      answers: status,
      store: 'file',
    })
  })

  it.each(['helper:x', `command:docker-credential-x`])('is not shown of the store %s', async (store) => {
    for (const args of [
      ['creds', 'list'],
      ['creds', 'secret', idOf(1)],
      ['creds', 'forget', idOf(1), '--yes'],
      ['export', 'k3s', idOf(1)],
      ['login', idOf(1)],
      ['auth', 'status'],
      ['doctor'],
    ])
      await expectSilence([...args, '--debug'], { answers: 'good', store })
  })

  it.each([0, 1])('is not shown of a hook that ends with %i', async (exit) => {
    const programs = { exit, stdout: withoutNul(SAID), stderr: withoutNul(SAID) }
    const hook = ['--exec', 'podman', '--wait', '0', '--debug']
    await expectSilence(['creds', 'rotate', idOf(1), '--yes', ...hook], {
      answers: 'good',
      programs,
      store: 'file',
    })
  })
})
