import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { startTestSandbox } from '../helpers/deepgram-registry.ts'
import { runDgsh } from '../helpers/dgsh.ts'
import { entryFor } from '../helpers/entry-name.ts'
import { expectError } from '../helpers/expect-error.ts'
import { startOtherHost } from '../helpers/other-host.ts'
import { API_KEY, idOf, PROJECT_ID, SECRET } from '../helpers/samples.ts'
import { type TemporaryHome, temporaryHome } from '../helpers/temporary.ts'

const ID = idOf(1)

/** A home whose profile uses the file, with these entries and settings. */
function homeWith(entries: Record<string, string>, settings: Record<string, string> = {}): TemporaryHome {
  const home = temporaryHome()
  const write = (path: string, content: object) => {
    const file = join(home.path, path)
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    writeFileSync(file, JSON.stringify(content), { mode: 0o600 })
  }
  const profile = { store: 'file', project: PROJECT_ID, ...settings }
  write('.config/dgsh/config.json', { profiles: { default: profile } })
  write('.local/state/dgsh/store.json', entries)
  return home
}

const API_COMMANDS = [
  ['auth', 'status'],
  ['projects', 'list'],
  ['creds', 'list'],
  ['creds', 'show', ID],
  ['creds', 'create', '--comment', 'x', '--scope', 'api'],
  ['creds', 'delete', ID, '--yes'],
  ['creds', 'rotate', ID, '--yes'],
  ['creds', 'audit'],
]

describe('an API key', () => {
  const kept = { 'api-key:default': API_KEY }

  it.each([
    ['DGSH_API_URL', (url: string) => ({ home: homeWith(kept), args: [], env: { DGSH_API_URL: url } })],
    ['--api-url', (url: string) => ({ home: homeWith(kept), args: ['--api-url', url], env: {} })],
  ])('is not sent to another API that %s names', async (_, at) => {
    const other = await startOtherHost()
    for (const command of API_COMMANDS) {
      const { home, args, env } = at(`http://${other.host}`)
      const result = await runDgsh([...command, ...args], { home, env })
      expect(result.code, result.stderr).toBe(3)
      expect(result.stderr).toMatch(
        /^error: the API key of profile default is stored for api\.deepgram\.com/m,
      )
      expect(result.stderr).toMatch(/^ {6}to store a key for this API: dgsh auth login --api-url/m)
    }
    expect(other.requests).toEqual([])
  })

  it('is not sent to another API that the profile is changed to', async () => {
    const other = await startOtherHost()
    const home = homeWith(kept)
    const change = await runDgsh(['config', 'set', 'api_url', `http://${other.host}`], { home })
    expect(change.code).toBe(0)
    const result = await runDgsh(['creds', 'list'], { home })
    expectError(result, {
      code: 'no_api_key',
      message: 'api.deepgram.com',
      hint: 'dgsh config unset api_url',
    })
    expect(other.requests).toEqual([])
    await runDgsh(['config', 'unset', 'api_url'], { home })
    const config = JSON.parse(readFileSync(join(home.path, '.config/dgsh/config.json'), 'utf8'))
    expect(config.profiles.default).toEqual({ store: 'file', project: PROJECT_ID })
  })

  it('of the environment goes where the environment says', async () => {
    const other = await startOtherHost()
    const env = { DGSH_API_URL: `http://${other.host}`, DEEPGRAM_API_KEY: API_KEY }
    await runDgsh(['creds', 'list'], { home: homeWith({}), env })
    expect(other.requests.map(({ login }) => login)).toEqual([`Token ${API_KEY}`])
  })

  it('that an earlier version kept is for the API of its profile', async () => {
    const sandbox = await startTestSandbox()
    const home = homeWith({ 'api-key:default': sandbox.apiKey }, { api_url: sandbox.apiUrl })
    expect(await runDgsh(['projects', 'list'], { home })).toMatchObject({ code: 0 })
    const other = await startOtherHost()
    const env = { DGSH_API_URL: `http://${other.host}` }
    expect(await runDgsh(['projects', 'list'], { home, env })).toMatchObject({ code: 3 })
    expect(other.requests).toEqual([])
  })

  it('that was stored for the API of a profile says what leads there again', async () => {
    const sandbox = await startTestSandbox()
    const home = homeWith({ 'api-key:default': sandbox.apiKey }, { api_url: sandbox.apiUrl })
    expect(await runDgsh(['config', 'unset', 'api_url'], { home })).toMatchObject({ code: 0 })
    const refused = await runDgsh(['projects', 'list'], { home })
    expectError(refused, {
      code: 'no_api_key',
      hint: `to use that API: dgsh config set api_url ${sandbox.apiUrl}`,
    })
    const [, line = ''] = /to use that API: dgsh (.*)/.exec(refused.stderr) ?? []
    expect(await runDgsh(line.split(' '), { home })).toMatchObject({ code: 0 })
    expect(await runDgsh(['projects', 'list'], { home })).toMatchObject({ code: 0 })
  })

  it('is kept for each API by itself, and forgotten for all', async () => {
    const sandbox = await startTestSandbox()
    const home = homeWith(kept)
    const env = { DGSH_API_URL: sandbox.apiUrl }
    const login = ['auth', 'login', '--key-stdin']
    expect(await runDgsh(login, { home, env, input: sandbox.apiKey })).toMatchObject({ code: 0 })
    const store = () => JSON.parse(readFileSync(join(home.path, '.local/state/dgsh/store.json'), 'utf8'))
    expect(store()).toEqual({ ...kept, [entryFor('api-key:default', sandbox.apiUrl)]: sandbox.apiKey })
    expect(await runDgsh(['projects', 'list'], { home, env })).toMatchObject({ code: 0 })
    expect(await runDgsh(['auth', 'logout'], { home })).toMatchObject({ code: 0 })
    expect(store()).toEqual({})
  })
})

describe('a secret', () => {
  const commands = [
    ['verify', ID],
    ['login', ID, '--engine', 'docker'],
    ['images', 'list', '--credential', ID],
    ['images', 'tags', 'api', '--credential', ID],
  ]

  it.each(commands)('is not sent to another registry: %s %s', async (...command) => {
    const other = await startOtherHost()
    const home = homeWith({ [`secret:${ID}`]: SECRET })
    const result = await runDgsh(command, { home, env: { DGSH_REGISTRY: other.host } })
    expectError({ ...result, stderr: result.stderr.replace(/^note: .*\n/gm, '') }, { code: 'input_required' })
    expect(result.stderr).toMatch(
      new RegExp(`^note: the secret of deepgram\\+${ID} is kept for quay\\.io: dgsh does not send it`, 'm'),
    )
    expect(other.requests.filter(({ login }) => login !== undefined)).toEqual([])
  })

  it('is not sent to another registry that the profile is changed to', async () => {
    const other = await startOtherHost()
    const home = homeWith({ [`secret:${ID}`]: SECRET })
    await runDgsh(['config', 'set', 'registry', other.host], { home })
    const result = await runDgsh(['verify'], { home })
    expect(result.code).not.toBe(0)
    expect(other.requests).toEqual([])
  })
})

it('inside the sandbox a key is kept and used', async () => {
  const script =
    'printf %s "$DEEPGRAM_API_KEY" | (unset DEEPGRAM_API_KEY; d auth login --key-stdin && d projects list)'
  const d = `d() { "${process.execPath}" "${process.cwd()}/bin/dgsh.js" "$@"; }`
  const result = await runDgsh(['sandbox', '--', 'sh', '-c', `${d}; ${script}`])
  expect(result.code, result.stderr).toBe(0)
})
