import { describe, expect, it } from 'vitest'
import { run } from '../../../src/commands/creds/show.ts'
import { apiContext } from '../../helpers/api-context.ts'
import type { TestSetup } from '../../helpers/context.ts'
import { CREDENTIALS_PATH, idOf, listAnswer, listEntry } from '../../helpers/samples.ts'
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
    expect(stdout()).toBe(`ID         ${idOf(1)}
USERNAME   deepgram+${idOf(1)}
PROVIDER   quay
SCOPES     api, engine
COMMENT    Number 1
TAGS       production
CREATED    2025-06-28T20:01:41.642434Z (186d ago)
OWNER      ada@example.com (member 3376abcd-8e5e-49d3-92d4-876d3a4f0363)
LOGIN      docker login quay.io --username deepgram+${idOf(1)}
`)
    expect(stderr()).toBe('')
  })

  it('leaves out what is not known', async () => {
    const entry = listEntry(1, { comment: null, tags: [], scopes: [] })
    const { stdout } = await showFirst({ ...entry, member: null })
    expect(stdout()).not.toMatch(/COMMENT|TAGS|SCOPES|OWNER/)
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
