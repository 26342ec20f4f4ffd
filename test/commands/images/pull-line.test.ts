import { describe, expect, it } from 'vitest'
import { newestOf, pullLine, sayPullLine } from '../../../src/commands/images/pull-line.ts'
import type { ImageRow } from '../../../src/images/newest.ts'
import { type TestSetup, testContext } from '../../helpers/context.ts'
import { idOf } from '../../helpers/samples.ts'
import { temporaryHome, writeDockerConfig } from '../../helpers/temporary.ts'

const row = (product: string, pull: boolean | undefined, release: string | undefined): ImageRow => ({
  ...{ image: `quay.io/deepgram/self-hosted-${product}`, older: undefined, product, pull, release },
  ...{ version: undefined, fips: undefined, digest: undefined },
})

const ROWS = [
  row('api', true, 'release-261009'),
  row('engine', true, 'release-261009'),
  row('billing', false, 'release-261101'),
]
const API = 'quay.io/deepgram/self-hosted-api:release-261009'

/** What is said on a machine whose docker holds the login of these credentials. */
async function said(held: readonly number[], { env, ...setup }: TestSetup = {}, rows = ROWS) {
  const home = temporaryHome()
  const auths = held.map((number) => [
    'quay.io',
    { auth: Buffer.from(`deepgram+${idOf(number)}:x`).toString('base64') },
  ])
  writeDockerConfig(home.dockerConfig, { auths: Object.fromEntries(auths) })
  const { PATH: _, ...rest } = home.env
  const test = testContext({ isTTY: true, columns: 200, ...setup, env: { ...rest, NO_COLOR: '1', ...env } })
  await test.context.messages.prepareMessages()
  await sayPullLine(rows, idOf(1), test.context)
  expect(test.stdout()).toBe('')
  return test.stderr()
}

describe('newestOf', () => {
  it.each<[string, ImageRow[], string | undefined]>([
    ['the first of several as new', ROWS, API],
    [
      'the newest',
      [...ROWS, row('dgtools', true, 'release-261010')],
      'quay.io/deepgram/self-hosted-dgtools:release-261010',
    ],
    [
      'none that cannot be pulled',
      [row('api', false, 'release-261009'), row('engine', undefined, 'release-261009')],
      undefined,
    ],
    ['none without a release', [row('api', true, undefined)], undefined],
  ])('is %s', (_, rows, expected) => {
    expect(newestOf(rows)).toBe(expected)
  })
})

describe('pullLine', () => {
  it.each([
    ['docker', API, `docker pull ${API}`],
    ['podman', API, `podman pull ${API}`],
    ['docker', 'localhost:5000/a:1', 'docker pull localhost:5000/a:1'],
    ['podman', '127.0.0.1:5000/a:1', 'podman pull --tls-verify=false 127.0.0.1:5000/a:1'],
  ] as const)('%s %s', (engine, reference, line) => {
    expect(pullLine(engine, reference)).toBe(line)
  })
})

describe('sayPullLine', () => {
  it('names the engine that is logged in', async () => {
    expect(await said([1])).toBe(`\nTo pull the newest release: docker pull ${API}\n`)
  })

  it('takes the configured engine, which has to be logged in first', async () => {
    const paths = { config: temporaryHome().path }
    const test = testContext({ paths })
    await (await test.context.settingsFile()).changeProfile('default', { engine: 'podman' })
    expect(await said([1], { paths })).toBe(
      `\nTo pull the newest release, log podman in: dgsh login ${idOf(1)} --engine podman\nThen: podman pull ${API}\n`,
    )
  })

  it('takes the first on PATH where nothing is logged in with the credential', async () => {
    expect(await said([2], { engines: ['podman'] })).toContain(`--engine podman\nThen: podman pull ${API}\n`)
    expect(await said([])).toContain(`--engine docker\nThen: docker pull ${API}\n`)
  })

  it('breaks no command on 80 columns', async () => {
    expect(await said([], { columns: 80 })).toBe(
      `\nTo pull the newest release, log docker in:\ndgsh login ${idOf(1)} --engine docker\nThen: docker pull ${API}\n`,
    )
  })

  it.each<[string, TestSetup, ImageRow[]]>([
    ['off a terminal', { isTTY: false }, ROWS],
    ['for scripts', { flags: { output: 'json' } }, ROWS],
    ['when nothing can be pulled', {}, [row('api', false, 'release-261009')]],
  ])('says nothing %s', async (_, setup, rows) => {
    expect(await said([1], setup, rows)).toBe('')
  })
})
