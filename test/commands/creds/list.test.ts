import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { run } from '../../../src/commands/creds/list.ts'
import type { CredentialFilter } from '../../../src/credentials/filter.ts'
import type { GlobalFlags } from '../../../src/ports.ts'
import { secretName } from '../../../src/store/store.ts'
import { apiContext } from '../../helpers/api-context.ts'
import type { TestSetup } from '../../helpers/context.ts'
import { CREDENTIALS_PATH, idOf, listAnswer, listEntry, PROJECT_ID, SECRET } from '../../helpers/samples.ts'
import { temporaryDirectory } from '../../helpers/temporary.ts'
import { errorOf } from '../../helpers/thrown.ts'

const everything: CredentialFilter = { sort: 'created', reverse: false }

const setUp = (entries: object[], setup: TestSetup = {}) =>
  apiContext(
    {
      [`GET ${CREDENTIALS_PATH}`]: { body: listAnswer(...entries) },
      ...(setup.isTTY === true && setup.flags?.output === undefined
        ? { 'GET /v1/projects': { body: { projects: [{ project_id: PROJECT_ID, name: 'Contact center' }] } } }
        : {}),
    },
    setup,
  )

describe('dgsh creds list', () => {
  it('is a plain table off a terminal', async () => {
    const { context, stdout, stderr } = await setUp([listEntry(1)])
    expect(await run(everything, context)).toBe(0)
    expect(stdout().split('\n')).toEqual([
      `ID${' '.repeat(37)}USERNAME${' '.repeat(40)}SCOPES        CREATED      COMMENT`,
      `${idOf(1)}   deepgram+${idOf(1)}   api, engine   2025-06-28   Number 1`,
      '',
    ])
    expect(stderr()).toBe('')
  })

  it('is colored off a terminal where that is forced, and otherwise the same', async () => {
    const plain = await setUp([listEntry(1)])
    await run(everything, plain.context)
    const colored = await setUp([listEntry(1)], { env: { FORCE_COLOR: '1' } })
    await run(everything, colored.context)
    expect(colored.stdout()).toContain(`\u001b[36m${idOf(1)}\u001b[39m`)
    expect(stripVTControlCharacters(colored.stdout())).toBe(plain.stdout())
  })

  it('is laid out for the width of a terminal', async () => {
    const { context, stdout } = await setUp([listEntry(1)], {
      isTTY: true,
      columns: 120,
      flags: { color: false },
    })
    await run(everything, context)
    expect(stdout()).toMatch(/^ID \/ USERNAME +CREATED +SCOPES \/ COMMENT\n/)
  })

  it('ends on a terminal with the count, beside the data, and a search to paste', async () => {
    const entries = [
      listEntry(1, { comment: 'Cluster in Frankfurt' }),
      listEntry(2, { comment: 'Cluster 2' }),
    ]
    const { context, stdout, stderr } = await setUp(entries, { isTTY: true, flags: { color: false } })
    await run(everything, context)
    expect(stdout()).not.toContain('Contact center')
    expect(stderr()).toBe('\n2 credentials in Contact center. Search: dgsh creds list frankfurt\n')
  })

  it.each(['json', 'csv', 'id'])('ends without a count with -o %s', async (output) => {
    const { context, stderr, requests } = await setUp([listEntry(1)], { isTTY: true, flags: { output } })
    await run(everything, context)
    expect(stderr()).toBe('')
    expect(requests).toHaveLength(1)
  })

  it('shows the list where the name of the project is not told', async () => {
    const { context, stderr } = await apiContext(
      {
        [`GET ${CREDENTIALS_PATH}`]: { body: listAnswer(listEntry(1)) },
        'GET /v1/projects': { status: 403, body: {} },
      },
      { isTTY: true, flags: { color: false } },
    )
    expect(await run(everything, context)).toBe(0)
    expect(stderr()).toBe('\n1 credential\n')
  })

  it.each<[flags: GlobalFlags, text: string]>([
    [
      { output: 'wide', columns: 'id,secret_in', header: false },
      `${idOf(1)}   file\n${idOf(2)}   not on this machine\n`,
    ],
    [{ output: 'tsv', columns: 'secret_in', header: false }, 'file\nnot on this machine\n'],
  ])('says where secrets are kept with %j', async (flags, text) => {
    const { context, stdout } = await setUp([listEntry(1), listEntry(2)], { flags })
    await (await context.stores.chosen()).set(secretName(idOf(1)), SECRET)
    await run({ ...everything, sort: 'id' }, context)
    expect(stdout()).toBe(text)
  })

  it('finds the engines that are logged in with a credential', async () => {
    const directory = temporaryDirectory()
    const auth = Buffer.from(`deepgram+${idOf(1)}:${SECRET}`).toString('base64')
    writeFileSync(join(directory, 'config.json'), JSON.stringify({ auths: { 'quay.io': { auth } } }))
    const { context, stdout } = await setUp([listEntry(1), listEntry(2)], {
      env: { DOCKER_CONFIG: directory },
      flags: { output: 'wide', columns: 'secret_in', header: false },
    })
    await run({ ...everything, sort: 'id' }, context)
    expect(stdout()).toBe('docker\nnot on this machine\n')
  })

  it('does not look for secrets where they are not shown', async () => {
    const { context } = await setUp([listEntry(1)])
    const store = async () => {
      throw new Error('the store is opened')
    }
    expect(await run(everything, { ...context, stores: { ...context.stores, chosen: store } })).toBe(0)
  })

  it('filters, sorts and limits', async () => {
    const entries = [
      listEntry(1, { created: '2025-01-01T00:00:00Z' }),
      listEntry(2, { created: '2025-02-01T00:00:00Z' }),
      listEntry(3, { created: '2025-03-01T00:00:00Z', provider: 'other' }),
    ]
    const { context, stdout } = await setUp(entries, { flags: { output: 'id' } })
    await run({ ...everything, provider: 'quay', limit: 1 }, context)
    expect(stdout()).toBe(`${idOf(2)}\n`)
  })

  it('takes the age from the clock of the call', async () => {
    const { context, stdout } = await setUp([listEntry(1)], {
      flags: { output: 'tsv', columns: 'age', header: false },
    })
    await run(everything, context)
    expect(stdout()).toBe('186d\n')
  })

  it.each([
    ['table', ''],
    ['json', '[]\n'],
    ['id', ''],
  ])('says for an empty list (-o %s) what the key may see', async (output, text) => {
    const { context, stdout, stderr } = await setUp([], { flags: { output } })
    expect(await run(everything, context)).toBe(0)
    expect(stdout()).toBe(text)
    expect(stderr()).toMatch(/^note: no credentials\. A key without the rights/)
  })

  it('says when it was the filter that left none', async () => {
    const { context, stderr } = await setUp([listEntry(1), listEntry(2)])
    expect(await run({ ...everything, provider: 'other' }, context)).toBe(0)
    expect(stderr()).toBe('note: none of the 2 credentials matches the filter\n')
  })

  it('searches', async () => {
    const entries = [listEntry(1, { comment: 'Frankfurt' }), listEntry(2, { comment: 'Oregon' })]
    const { context, stdout } = await setUp(entries, { flags: { output: 'id' } })
    await run({ ...everything, search: 'ORE' }, context)
    expect(stdout()).toBe(`${idOf(2)}\n`)
  })

  it('wants an API key before it asks', async () => {
    const { context } = await apiContext({}, { env: { DEEPGRAM_API_KEY: '' } })
    expect((await errorOf(() => run(everything, context))).code).toBe('no_api_key')
  })

  it.each(['table', 'wide', 'csv', 'tsv', 'id'])(
    'shows hostile comments harmlessly with -o %s',
    async (output) => {
      const comment = 'a\x1b[2J\x9b31m\u202eb\r\nc'
      const { context, stdout } = await setUp([listEntry(1, { comment })], { flags: { output } })
      await run(everything, context)
      expect(stdout()).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/)
      expect(stdout().trimEnd().split('\n').length).toBeLessThanOrEqual(2)
    },
  )
})
