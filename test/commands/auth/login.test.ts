import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { run } from '../../../src/commands/auth/login.ts'
import { apiContext } from '../../helpers/api-context.ts'
import type { Answer } from '../../helpers/api-server.ts'
import type { TestSetup } from '../../helpers/context.ts'
import { entryFor } from '../../helpers/entry-name.ts'
import { API_KEY, PROJECT_ID } from '../../helpers/samples.ts'

const OTHER_ID = '9a000000-0000-4000-8000-000000000002'
const one: Answer = { body: { projects: [{ project_id: PROJECT_ID, name: 'Mine' }] } }
const two: Answer = {
  body: {
    projects: [
      { project_id: PROJECT_ID, name: 'Mine' },
      { project_id: OTHER_ID, name: 'Other' },
    ],
  },
}

const options = { keyStdin: true, store: 'file' }

async function setUp(projects: Answer, setup: TestSetup = {}) {
  const env = { DEEPGRAM_API_KEY: '', DEEPGRAM_PROJECT_ID: '', ...setup.env }
  const made = await apiContext({ 'GET /v1/projects': projects }, { stdin: API_KEY, ...setup, env })
  const { config, state } = made.context.host.paths
  const read = (path: string) => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined)
  return {
    ...made,
    kept: () => ({ config: read(join(config, 'config.json')), store: read(join(state, 'store.json')) }),
  }
}

describe('dgsh auth login', () => {
  it('keeps the key and the only project', async () => {
    const { context, kept, stdout, stderr, requests } = await setUp(one)
    expect(await run(options, context)).toBe(0)
    expect(kept()).toEqual({
      config: { profiles: { default: { project: PROJECT_ID, store: 'file' } } },
      store: { [entryFor('api-key:default', context.host.env.DGSH_API_URL ?? '')]: API_KEY },
    })
    expect(requests[0]?.headers.authorization).toBe(`Token ${API_KEY}`)
    expect(stdout()).toBe('')
    expect(stderr()).toContain(`  project Mine (${PROJECT_ID})\n`)
  })

  it('says where the key will be stored before it writes it', async () => {
    const { context, stderr } = await setUp(one)
    await run(options, context)
    const file = join(context.host.paths.state, 'store.json')
    expect(stderr()).toMatch(
      new RegExp(`^note: the API key will be stored unencrypted in ${file}, readable only by your user\n`),
    )
  })

  it('asks in order: the key, the project; and writes nothing before the last', async () => {
    const whileNothingIsKept =
      <Value>(answer: Value) =>
      () => {
        expect(kept()).toEqual({ config: undefined, store: undefined })
        return answer
      }
    const { context, kept } = await setUp(two, {
      isTTY: true,
      questions: [
        { secret: 'API key', answer: whileNothingIsKept(API_KEY) },
        { pick: 'Which project?', answer: whileNothingIsKept('Other') },
      ],
    })
    expect(await run({ keyStdin: false, store: 'file' }, context)).toBe(0)
    expect(kept().config).toEqual({ profiles: { default: { project: OTHER_ID, store: 'file' } } })
  })

  it('keeps no project off a terminal when there are several, and says how to choose', async () => {
    const { context, kept, stderr } = await setUp(two)
    expect(await run(options, context)).toBe(0)
    expect(kept()).toEqual({
      config: { profiles: { default: { store: 'file' } } },
      store: { [entryFor('api-key:default', context.host.env.DGSH_API_URL ?? '')]: API_KEY },
    })
    expect(stderr()).toContain('note: the key sees 2 projects; to choose one: dgsh projects use <id>\n')
  })

  it('keeps the project that is named, by the start of its id', async () => {
    const { context, kept } = await setUp(two, { flags: { project: '9a00' } })
    expect(await run(options, context)).toBe(0)
    expect(kept().config).toEqual({ profiles: { default: { project: OTHER_ID, store: 'file' } } })
  })

  it('keeps a key that sees no project, and says so', async () => {
    const { context, kept, stderr } = await setUp({ body: {} })
    expect(await run(options, context)).toBe(0)
    expect(kept().store).toEqual({
      [entryFor('api-key:default', context.host.env.DGSH_API_URL ?? '')]: API_KEY,
    })
    expect(stderr()).toContain('note: the API key sees no projects\n')
  })

  it('keeps an API URL that was given as an option with the key', async () => {
    const made = await setUp(one)
    const apiUrl = made.context.host.env.DGSH_API_URL ?? ''
    expect(await run(options, made.open({ apiUrl, profile: 'staging' }))).toBe(0)
    expect(made.kept()).toEqual({
      config: {
        profiles: {
          staging: {
            ...{ project: PROJECT_ID, api_url: apiUrl, store: 'file' },
            kept_for_api_url: 'https://api.deepgram.com',
          },
        },
      },
      store: { [entryFor('api-key:staging', apiUrl)]: API_KEY },
    })
  })

  it('needs no --store once the profile has one', async () => {
    const { context } = await setUp(one)
    await (await context.settingsFile()).changeProfile('default', { store: 'file' })
    expect(await run({ keyStdin: true, store: undefined }, context)).toBe(0)
  })

  it('says when the key of the environment overrides the stored one', async () => {
    const { context, stderr } = await setUp(one, { env: { DEEPGRAM_API_KEY: 'of-the-environment' } })
    expect(await run(options, context)).toBe(0)
    expect(stderr()).toContain('note: DEEPGRAM_API_KEY is set and overrides the stored key\n')
  })

  it('never writes the key anywhere but into the store, also with --debug', async () => {
    const { context, stdout, stderr } = await setUp(one, { flags: { debug: true } })
    await run(options, context)
    expect(stderr()).toContain('debug: ')
    expect(stdout() + stderr()).not.toContain(API_KEY)
    expect(readFileSync(join(context.host.paths.config, 'config.json'), 'utf8')).not.toContain(API_KEY)
  })
})
