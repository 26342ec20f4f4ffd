import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { run } from '../../../src/commands/auth/status.ts'
import { DgshError } from '../../../src/errors.ts'
import { apiContext } from '../../helpers/api-context.ts'
import {
  API_KEY,
  CREDENTIALS_PATH,
  idOf,
  listAnswer,
  listEntry,
  PROJECT_ID,
  SECRET,
} from '../../helpers/samples.ts'
import { temporaryDirectory } from '../../helpers/temporary.ts'
import { errorOf } from '../../helpers/thrown.ts'

const accepted = {
  'GET /v1/projects': { body: { projects: [{ project_id: PROJECT_ID, name: 'Mine' }] } },
}
const refused = { 'GET /v1/projects': { status: 401 } }

describe('dgsh auth status', () => {
  it('says what is in use, where it came from, and that Deepgram accepts the key', async () => {
    const { context, stdout, stderr } = await apiContext(accepted)
    expect(await run(context)).toBe(0)
    expect(stdout()).toBe(
      [
        'API key    …5678 (DEEPGRAM_API_KEY)',
        'Deepgram   accepts the API key',
        'Project    Mine',
        `           ${PROJECT_ID} (DEEPGRAM_PROJECT_ID)`,
        'Profile    default (default)',
        `API URL    ${context.host.env.DGSH_API_URL} (DGSH_API_URL)`,
        'Registry   quay.io (default)',
        'Store      none (default)\n',
      ].join('\n'),
    )
    expect(stderr()).toBe('')
  })

  it('is one object with -o json', async () => {
    const { context, stdout } = await apiContext(accepted, { flags: { output: 'json', project: 'p-1' } })
    expect(await run(context)).toBe(0)
    expect(JSON.parse(stdout())).toEqual({
      profile: { value: 'default', source: 'default', origin: 'default' },
      api_url: { value: context.host.env.DGSH_API_URL, source: 'environment', origin: 'DGSH_API_URL' },
      other_profiles: [],
      project: { value: 'p-1', source: 'option', origin: '--project', name: null },
      registry: { value: 'quay.io', source: 'default', origin: 'default' },
      engines: [],
      store: { value: null, source: 'default', origin: 'default' },
      api_key: { last_four: '5678', source: 'environment', origin: 'DEEPGRAM_API_KEY' },
      accepted: true,
    })
  })

  it('tells of a kept key where it is kept', async () => {
    const { context, stdout } = await apiContext(accepted, { env: { DEEPGRAM_API_KEY: '' } })
    const store = await context.stores.chosen()
    await store.set('api-key:default', API_KEY)
    expect(await run(context)).toBe(0)
    expect(stdout()).toContain(`API key    …5678 (stored in ${store.location})\n`)
  })

  it.each(['table', 'json', 'yaml'])(
    'never shows more of the key than four characters (-o %s)',
    async (output) => {
      const { context, stdout, stderr } = await apiContext(accepted, { flags: { output, debug: true } })
      await run(context)
      expect(stdout()).toContain(API_KEY.slice(-4))
      expect(stdout() + stderr()).not.toContain(API_KEY.slice(-5))
    },
  )

  it('shows nothing of a key so short that four characters would be most of it', async () => {
    const { context, stdout } = await apiContext(accepted, { env: { DEEPGRAM_API_KEY: 'short-key' } })
    await run(context)
    expect(stdout()).toContain('API key    … (DEEPGRAM_API_KEY)')
  })

  it('shows the status of a refused key, and then ends with the refusal', async () => {
    const { context, stdout } = await apiContext(refused, { flags: { output: 'json' } })
    expect((await errorOf(() => run(context))).code).toBe('api_key_refused')
    expect(JSON.parse(stdout())).toMatchObject({ accepted: false })
  })

  it('shows the status without a key, asks nothing, and ends with that', async () => {
    const { context, stdout } = await apiContext({}, { env: { DEEPGRAM_API_KEY: '' } })
    expect(await errorOf(() => run(context))).toMatchObject({
      code: 'no_api_key',
      hint: expect.stringContaining('auth login'),
    })
    expect(stdout()).toContain('API key    none\nDeepgram   was not asked\n')
  })

  it('says that Deepgram could not be reached, and shows what is known here', async () => {
    const { context, stdout } = await apiContext({})
    await (await context.settingsFile()).changeProfile('staging', { store: 'file' })
    const error = new DgshError('unreachable', 'no network')
    const offline = { ...context, remote: { ...context.remote, api: () => Promise.reject(error) } }
    expect(await errorOf(() => run(offline))).toBe(error)
    expect(stdout()).toContain('API key    …5678 (DEEPGRAM_API_KEY)\nDeepgram   could not be reached\n')
    expect(stdout()).toContain('Profile    default (default); 1 other\n')
  })

  it('says which credential each engine is logged in with', async () => {
    const script = {
      ...accepted,
      [`GET ${CREDENTIALS_PATH}`]: { body: listAnswer(listEntry(1), listEntry(2)) },
    }
    const directory = temporaryDirectory()
    const auth = Buffer.from(`deepgram+${idOf(1)}:${SECRET}`).toString('base64')
    writeFileSync(join(directory, 'config.json'), JSON.stringify({ auths: { 'quay.io': { auth } } }))
    const env = { DOCKER_CONFIG: directory }
    const { context, stdout, stderr } = await apiContext(script, { engines: ['docker'], env })
    expect(await run(context)).toBe(0)
    expect(stdout()).toContain('\ndocker     Number 1 (00000001)\n')
    expect(stdout() + stderr()).not.toContain(SECRET)
  })

  it('does not call a key refused when the server fails', async () => {
    const { context, stdout } = await apiContext(
      { 'GET /v1/projects': { status: 400 } },
      { flags: { output: 'json' } },
    )
    expect((await errorOf(() => run(context))).code).toBe('failed')
    expect(JSON.parse(stdout())).toMatchObject({ accepted: null })
  })

  it('names the store, and shows the rest, when the store cannot be read', async () => {
    const { context, stdout } = await apiContext({}, { env: { DEEPGRAM_API_KEY: '' } })
    const store = 'command:/nowhere/op read key'
    await (await context.settingsFile()).changeProfile('default', { store })
    const failing = {
      ...context,
      remote: {
        ...context.remote,
        apiKey: () => Promise.reject(new DgshError('store_locked', 'locked')),
        api: () => Promise.reject(new DgshError('store_locked', 'locked')),
      },
    }
    expect((await errorOf(() => run(failing))).code).toBe('store_locked')
    expect(stdout()).toMatch(/^API key {4}unknown\nDeepgram {3}was not asked\n/)
    expect(stdout()).toContain(`Store      ${store} (profile default)\n`)
  })
})
