import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { run } from '../../../src/commands/creds/show.ts'
import { secretName } from '../../../src/store/store.ts'
import { apiContext } from '../../helpers/api-context.ts'
import type { TestSetup } from '../../helpers/context.ts'
import { CREDENTIALS_PATH, idOf, listAnswer, listEntry, SECRET } from '../../helpers/samples.ts'
import { temporaryDirectory } from '../../helpers/temporary.ts'
import { errorOf } from '../../helpers/thrown.ts'

const PATH = `GET ${CREDENTIALS_PATH}/${idOf(1)}`

const showFirst = async (entry: object, setup: TestSetup = {}) => {
  const made = await apiContext({ [PATH]: { body: entry } }, setup)
  expect(await run({ credential: idOf(1) }, made.context)).toBe(0)
  return made
}

describe('dgsh creds show', () => {
  it('shows everything, with the login to paste', async () => {
    const { stdout, stderr } = await showFirst(listEntry(1))
    expect(stdout()).toBe(`Number 1
  ID        ${idOf(1)}
  Username  deepgram+${idOf(1)}
  Scopes    api, engine
  Tags      production
  Created   2025-06-28 (6 months ago)
  Owner     ada@example.com
  Secret    not on this machine
  Log in    dgsh login 00000001
  By hand   docker login quay.io --username deepgram+${idOf(1)}
`)
    expect(stderr()).toBe('')
  })

  it('leaves out what is not known', async () => {
    const entry = listEntry(1, { comment: null, tags: [], scopes: [] })
    const { stdout } = await showFirst({ ...entry, member: null })
    expect(stdout()).toMatch(/^\(no comment\)\n/)
    expect(stdout()).not.toMatch(/Tags|Scopes|Owner/)
  })

  it('puts what belongs together side by side on a terminal', async () => {
    const { stdout } = await showFirst(listEntry(1), { isTTY: true, columns: 80, flags: { color: false } })
    expect(stdout()).toBe(`Number 1
  ID        ${idOf(1)}
  Username  deepgram+${idOf(1)}
  Scopes    api, engine                  Tags   production
  Created   2025-06-28 (6 months ago)    Owner  ada@example.com
  Secret    not on this machine
  Log in    dgsh login 00000001
  By hand
  docker login quay.io --username deepgram+${idOf(1)}
`)
  })

  it('says where the secret is, and which engines use it', async () => {
    const directory = temporaryDirectory()
    const auth = Buffer.from(`deepgram+${idOf(1)}:${SECRET}`).toString('base64')
    writeFileSync(join(directory, 'config.json'), JSON.stringify({ auths: { 'quay.io': { auth } } }))
    const made = await apiContext({ [PATH]: { body: listEntry(1) } }, { env: { DOCKER_CONFIG: directory } })
    await (await made.context.stores.chosen()).set(secretName(idOf(1)), SECRET)
    await run({ credential: idOf(1) }, made.context)
    expect(made.stdout()).toMatch(/ {2}Secret {4}in \S+store\.json\n {2}Used {6}docker\n/)
    expect(made.stdout()).not.toContain(SECRET)
  })

  it('names the registry in use', async () => {
    const { stdout } = await showFirst(listEntry(1), { flags: { registry: 'r.example:5000' } })
    expect(stdout()).toContain('docker login r.example:5000 --username')
  })

  it('is one object with -o json', async () => {
    const { stdout } = await showFirst(listEntry(1), { flags: { output: 'json' } })
    expect(JSON.parse(stdout())).toMatchObject({
      id: idOf(1),
      scopes: ['self-hosted:product:api', 'self-hosted:product:engine'],
    })
  })

  it.each([
    ['id', `${idOf(1)}\n`],
    [
      'tsv',
      `id\tusername\tscopes\tcreated\tcomment\ttags\towner\tprovider\tage\n${idOf(1)}\tdeepgram+${idOf(1)}\tapi, engine\t2025-06-28T20:01:41.642434Z\tNumber 1\tproduction\tada@example.com\tquay\t186d\n`,
    ],
  ])('is one line with -o %s', async (output, text) => {
    expect((await showFirst(listEntry(1), { flags: { output } })).stdout()).toBe(text)
  })

  it('finds one by the start of its id', async () => {
    const { context, stdout } = await apiContext(
      { [`GET ${CREDENTIALS_PATH}`]: { body: listAnswer(listEntry(1), listEntry(2)) } },
      { flags: { output: 'id' } },
    )
    expect(await run({ credential: '00000002' }, context)).toBe(0)
    expect(stdout()).toBe(`${idOf(2)}\n`)
  })

  it('says when there is none with that id', async () => {
    const { context } = await apiContext({
      [PATH]: { status: 404, body: { err_code: 'NOT_FOUND', err_msg: 'no', request_id: 'r1' } },
    })
    expect(await errorOf(() => run({ credential: idOf(1) }, context))).toMatchObject({
      code: 'credential_not_found',
      requestId: 'r1',
    })
  })
})
