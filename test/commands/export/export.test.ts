import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { run as runDockerConfig } from '../../../src/commands/export/docker-config.ts'
import type { ExportOptions } from '../../../src/commands/export/hand-over.ts'
import { run as runK3s } from '../../../src/commands/export/k3s.ts'
import { run as runK8s } from '../../../src/commands/export/k8s.ts'
import { dockerHome } from '../../helpers/docker-home.ts'
import { idOf, listEntry, SECRET } from '../../helpers/samples.ts'
import { LIST, type LifecycleSetup, lifecycleContext, listOf } from '../../helpers/scripted-lifecycle.ts'
import { temporaryDirectory } from '../../helpers/temporary.ts'
import { errorOf } from '../../helpers/thrown.ts'

const VERBS = {
  k8s: (options: ExportOptions, context: Parameters<typeof runK3s>[1]) =>
    runK8s({ ...options, name: 'dg-regcred', namespace: undefined }, context),
  'docker-config': runDockerConfig,
  k3s: runK3s,
}

type Verb = keyof typeof VERBS

const EACH = Object.keys(VERBS) as Verb[]

const username = `deepgram+${idOf(1)}`

/** A machine that stores the secret of the first credential, and has no network: a request fails the test. */
async function machine({ env, script = {}, ...setup }: LifecycleSetup & { script?: object } = {}) {
  const all = { secrets: { 1: SECRET }, ...setup, env: { ...dockerHome().env, ...env } }
  const made = await lifecycleContext(script as Parameters<typeof lifecycleContext>[0], all)
  const hand = (verb: Verb, options: Partial<ExportOptions> = {}) =>
    VERBS[verb](
      { credential: idOf(1), file: undefined, reveal: false, secretStdin: false, ...options },
      made.context,
    )
  return { ...made, hand }
}

/** The secret in an export, however it is encoded there. */
function secretIn(text: string): string | undefined {
  const [, data] = /dockerconfigjson"?: "([^"]+)"/.exec(text) ?? []
  const inner = data === undefined ? text : Buffer.from(data, 'base64').toString('utf8')
  const [, auth] = /"auth":"([^"]+)"/.exec(inner) ?? []
  const [, password] = /password"?:\s*"([^"]+)"/.exec(inner) ?? []
  return auth === undefined ? password : Buffer.from(auth, 'base64').toString('utf8').split(':').at(-1)
}

describe.each(EACH)('dgsh export %s', (verb) => {
  it.each([
    [idOf(1), ''],
    [username, ''],
    ['00000001', ''],
  ])('gives a pipe the real secret, without an API key: %s', async (credential, key) => {
    const { hand, stdout, stderr, requests } = await machine({ env: { DEEPGRAM_API_KEY: key } })
    expect(await hand(verb, { credential })).toBe(0)
    expect(secretIn(stdout())).toBe(SECRET)
    expect([stderr(), requests]).toEqual(['', []])
  })

  it('asks Deepgram for what is no whole id', async () => {
    const { hand, stdout, requests } = await machine({
      script: { [LIST]: listOf(listEntry(1), listEntry(2)) },
    })
    await hand(verb, { credential: 'number 1' })
    expect(secretIn(stdout())).toBe(SECRET)
    expect(requests).toHaveLength(1)
  })

  it('shows a placeholder on a terminal, and does not even look for the secret', async () => {
    const { hand, stdout, stderr } = await machine({ isTTY: true, secrets: {}, columns: 300 })
    expect(await hand(verb)).toBe(0)
    expect(stdout()).toMatch(/<(?:base64 with )?the secret of deepgram\+/)
    expect(stderr()).toContain(`and this shows it: dgsh export ${verb} ${idOf(1)} --reveal\n`)
  })

  it('shows the secret on a terminal with --reveal', async () => {
    const { hand, stdout } = await machine({ isTTY: true })
    await hand(verb, { reveal: true })
    expect(secretIn(stdout())).toBe(SECRET)
  })

  it.each([false, true])('writes it to a new file for the owner only; on a terminal: %s', async (isTTY) => {
    const file = join(temporaryDirectory(), 'exported')
    const { hand, stdout, stderr } = await machine({ isTTY, columns: 300 })
    expect(await hand(verb, { file })).toBe(0)
    expect(secretIn(readFileSync(file, 'utf8'))).toBe(SECRET)
    expect((statSync(file).mode & 0o777).toString(8)).toBe('600')
    expect(stdout()).toBe('')
    expect(stderr()).toContain(`written   ${file}, readable only by you`)
    expect(await errorOf(() => hand(verb, { file }))).toMatchObject({ code: 'file_unusable' })
  })

  it("takes the secret from an engine's login, and says so", async () => {
    const { hand, stdout, stderr } = await machine({ secrets: {}, env: dockerHome(1, 'OTHER').env })
    await hand(verb)
    expect(secretIn(stdout())).toBe('OTHER')
    expect(stderr()).toBe("note: dgsh takes the secret from docker's login in ~/.docker/config.json\n")
  })

  it('takes the secret from standard input before any other', async () => {
    const { hand, stdout } = await machine({ stdin: `${SECRET.toLowerCase()}\n` })
    await hand(verb, { secretStdin: true })
    expect(secretIn(stdout())).toBe(SECRET.toLowerCase())
  })

  it('asks for the secret where there is none, also when stdout is a file', async () => {
    const file = join(temporaryDirectory(), 'exported')
    const questions = [{ secret: `Secret of ${idOf(1)}:`, answer: 'TYPED-BY-HAND' }]
    const { hand } = await machine({ isTTY: true, secrets: {}, questions })
    await hand(verb, { file })
    expect(secretIn(readFileSync(file, 'utf8'))).toBe('TYPED-BY-HAND')
  })

  it('writes nothing where there is no secret', async () => {
    const file = join(temporaryDirectory(), 'exported')
    const { hand, stdout } = await machine({ secrets: {} })
    expect(await errorOf(() => hand(verb))).toMatchObject({ code: 'input_required' })
    expect(await errorOf(() => hand(verb, { file }))).toMatchObject({ code: 'input_required' })
    expect([stdout(), existsSync(file)]).toEqual(['', false])
  })

  it.each(['csv', 'id', verb === 'docker-config' ? 'yaml' : 'tsv', verb === 'k3s' ? 'json' : 'wide'])(
    'refuses -o %s',
    async (output) => {
      const { hand } = await machine({ flags: { output } })
      expect(await errorOf(() => hand(verb))).toMatchObject({ code: 'usage' })
    },
  )
})

describe('dgsh export k8s', () => {
  it('is JSON with -o json', async () => {
    const { hand, stdout } = await machine({ flags: { output: 'json' } })
    await hand('k8s')
    expect(JSON.parse(stdout())).toMatchObject({ kind: 'Secret', metadata: { name: 'dg-regcred' } })
  })

  it('repeats its options in the command that shows the secret', async () => {
    const { context, stderr } = await machine({ isTTY: true, columns: 300 })
    const options = { credential: idOf(1), file: undefined, reveal: false, secretStdin: false }
    await runK8s({ ...options, name: 'x', namespace: 'dg-self-hosted' }, context)
    expect(stderr()).toContain(`k8s ${idOf(1)} --name x --namespace dg-self-hosted --reveal\n`)
  })
})

it('says on a terminal only that k3s has to be started again', async () => {
  for (const isTTY of [true, false]) {
    const { hand, stderr } = await machine({ isTTY, columns: 300 })
    await hand('k3s')
    expect(stderr().includes('sudo systemctl restart k3s')).toBe(isTTY)
  }
})
