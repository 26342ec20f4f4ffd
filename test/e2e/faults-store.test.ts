import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { deriveSecret, deriveUuid } from '../../src/sandbox/derive.ts'
import { makeSigner, type Signer } from '../helpers/certificates.ts'
import { atEnd } from '../helpers/cleanup.ts'
import { fakeHelper } from '../helpers/fake-helper.ts'
import type { Fault } from '../helpers/faults/fault.ts'
import { holdFirst, setStage } from '../helpers/faults/stage.ts'
import { listIds } from '../helpers/faults/state.ts'
import { describeWith } from '../helpers/parts.ts'
import { holds } from '../helpers/sentinel.ts'

const ID = deriveUuid('credential 1')
const SECRET = deriveSecret(ID)
const CREATE = ['creds', 'create', '--comment', 'For a test', '--scope', 'api']
const COULD_NOT = `the secret of the new credential For a test (${ID.slice(0, 8)}) could not be stored: docker-credential-fake store fails: no room`

// The store passes its test, and fails when the secret is there.
describeWith(['openssl'], 'a store that fails on the second write', () => {
  let signer: Signer
  beforeAll(async () => {
    signer = await makeSigner()
  })

  const failingStore = async () => {
    const stage = await setStage({ signer, store: 'helper:fake' })
    atEnd(() => stage.close())
    const helper = fakeHelper()
    helper.limit(1)
    const env = { PATH: `${helper.directory}:${stage.home.env.PATH}` }
    const run = (args: readonly string[], fault?: Fault) => stage.run(args, { env, fault })
    return { stage, helper, run, lives: async () => (await listIds(stage)).includes(ID) }
  }

  it('has the credential deleted again, and nothing is left', async () => {
    const { stage, run, helper, lives } = await failingStore()
    const { code, stdout, stderr } = await run(CREATE)
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toContain(`error: ${COULD_NOT}; the credential was deleted again`)
    expect(stderr).not.toContain('left unfinished')
    expect(holds(stderr, SECRET)).toBe(false)
    expect(await lives()).toBe(false)
    helper.limit()
    expect((await run(['creds', 'create', '--resume'])).stderr).toContain('no creation was left unfinished')
    expect(await listIds(stage)).toHaveLength(6)
  })

  it('has the secret shown, this once, with --show-secret', async () => {
    const { run, lives } = await failingStore()
    const { code, stdout, stderr } = await run([...CREATE, '--show-secret'])
    expect(code).toBe(1)
    expect(stdout).toMatch(new RegExp(`^ {2}Secret {4}${SECRET}$`, 'm'))
    expect(stderr).toContain(`(${ID.slice(0, 8)}) was created, and its secret could not be stored`)
    expect(stderr).toContain('it is shown here, this once, and nowhere else')
    expect(holds(stderr, SECRET)).toBe(false)
    expect(await lives()).toBe(true)
  })

  it('has the secret in the file that was asked for', async () => {
    const { stage, run, lives } = await failingStore()
    const file = join(stage.home.path, 'secret')
    const { code, stdout, stderr } = await run([...CREATE, '--secret-file', file])
    expect(code).toBe(1)
    expect(stdout).toContain(ID)
    expect(holds(stdout, SECRET)).toBe(false)
    expect(stderr).toContain(`it is in ${file}, and nowhere else`)
    expect(readFileSync(file, 'utf8')).toBe(`${SECRET}\n`)
    expect(await lives()).toBe(true)
  })

  it('and a credential that cannot be deleted again: it is named, and --resume replaces it', async () => {
    const { stage, run, helper, lives } = await failingStore()
    const deletion = {
      kind: 'request',
      name: '',
      index: 2,
      phase: 'received',
      own: true,
      effect: true,
    } as const
    const { code, stderr } = await run(CREATE, { point: deletion, kind: 'outage' })
    expect(code).toBe(1)
    expect(stderr).toContain(`error: ${COULD_NOT}; and the credential could not be deleted again: `)
    expect(stderr).toContain('hint: to resume: dgsh creds create --resume --yes\n')
    expect(await lives()).toBe(true)
    helper.limit()
    const resumed = await run(['creds', 'create', '--resume', '--yes', '-o', 'id'])
    expect(resumed.code, resumed.stderr).toBe(0)
    expect(resumed.stderr).toContain(`(${ID.slice(0, 8)})\n`)
    expect((await listIds(stage)).slice(6)).toEqual([resumed.stdout.trim()])
  })

  it('leaves a rotation undone: the old one lives', async () => {
    const { stage, run, lives } = await failingStore()
    holdFirst(stage, { kept: false })
    const { code, stderr } = await run(['creds', 'rotate', stage.sandbox.credentialId, '--yes'])
    expect(code).toBe(1)
    expect(stderr).toContain(
      `error: ${COULD_NOT.replace('For a test', 'Production cluster, Frankfurt')}; the credential was deleted again`,
    )
    expect(stderr).not.toContain('left unfinished')
    expect(await lives()).toBe(false)
    expect(await listIds(stage)).toContain(stage.sandbox.credentialId)
  })
})

describeWith(
  ['openssl', 'setpriv', 'unshare'],
  'a state directory that cannot be written to from the start',
  () => {
    const point = {
      kind: 'request',
      name: '',
      index: 0,
      phase: 'received',
      own: true,
      effect: false,
    } as const

    it.each([
      ['full disk', 'ENOSPC', CREATE],
      ['read-only', 'EACCES', CREATE],
      ['full disk', 'ENOSPC', ['creds', 'rotate', '8b1f', '--yes', '--exec', '/bin/true']],
      ['read-only', 'EACCES', ['creds', 'rotate', '8b1f', '--yes', '--exec', '/bin/true']],
    ] as const)('%s (%s): nothing is created by %j', async (kind, code, args) => {
      const stage = await setStage({ signer: await makeSigner(), small: kind === 'full disk' })
      atEnd(() => stage.close())
      holdFirst(stage, { kept: true })
      if (kind === 'full disk') stage.disk.fill()
      else stage.disk.protect()
      const result = await stage.run(args, { fault: { point, kind } })
      expect(result.code).toBe(1)
      expect(result.stderr).toContain(`error: ${stage.disk.state}/store.json cannot be written (${code})`)
      expect(result.requests.map(({ method }) => method)).not.toContain('POST')
      expect(await listIds(stage)).toHaveLength(6)
    })
  },
)
