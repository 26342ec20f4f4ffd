import { beforeEach, describe, expect, it } from 'vitest'
import { fakePrograms } from '../helpers/fake-engine.ts'
import { fakeHelper } from '../helpers/fake-helper.ts'
import {
  loginIn,
  NOT_FOUND,
  ownHelperArgv,
  putOnPath,
  recordGeneral,
  runOwnHelper,
  storeInput,
  type Verb,
  writeState,
} from '../helpers/own-helper.ts'
import { idOf, SECRET } from '../helpers/samples.ts'
import { chooseStore, type TemporaryHome, temporaryHome } from '../helpers/temporary.ts'

const ID = idOf(7)
const OURS = { 'quay.io': { username: `deepgram+${ID}`, store: 'file', entry: `secret:${ID}` } }
const HUB = 'https://index.docker.io/v1/'
const OTHER = storeInput(HUB, { username: 'ada', secret: 'hub' })

let home: TemporaryHome
beforeEach(() => {
  home = temporaryHome()
  chooseStore(home, 'file')
  recordGeneral(home, 'fake', OURS)
  writeState(home, 'store', { [`secret:${ID}`]: SECRET })
})

const run = (verb: Verb, input: string, env: Record<string, string> = {}) =>
  runOwnHelper([verb], input, { home, env })
const pathWith = (directory: string) => ({ PATH: `${directory}:${home.env.PATH}` })

describe('a server that is not ours', () => {
  it('is answered by the helper that did so before, which gets the request as it is', async () => {
    const fake = fakeHelper()
    const env = pathWith(fake.directory)
    expect(await run('store', OTHER, env)).toMatchObject({ code: 0, stdout: '', stderr: '' })
    expect(loginIn(await run('get', HUB, env))).toEqual({ ServerURL: HUB, Username: 'ada', Secret: 'hub' })
    expect(JSON.parse((await run('list', '', env)).stdout)).toEqual({
      [HUB]: 'ada',
      'quay.io': `deepgram+${ID}`,
    })
    expect(await run('erase', `${HUB}\r\n`, env)).toMatchObject({ code: 0 })
    expect(await run('get', HUB, env)).toMatchObject(NOT_FOUND)
    expect(fake.calls()).toEqual([
      'store {}',
      `get ${HUB}`,
      'list unused',
      `erase ${HUB}\r`,
      '',
      `get ${HUB}`,
    ])
  })

  it('gets its words and its exit code, but erase always ends with 0', async () => {
    const fake = fakePrograms()
    fake.add('docker-credential-fake', { stdout: 'its words\n', stderr: 'more\n', exit: 7 })
    const env = pathWith(fake.directory)
    const said = { stdout: 'its words\n', stderr: 'more\n' }
    expect(await run('get', 'ghcr.io', env)).toMatchObject({ ...said, code: 7 })
    expect(await run('store', storeInput('ghcr.io', { username: 'u', secret: 's' }), env)).toMatchObject({
      ...said,
      code: 7,
    })
    expect(await run('erase', 'ghcr.io', env)).toMatchObject({ ...said, code: 0 })
    expect(fake.calls('docker-credential-fake').map(({ argv }) => argv)).toEqual([
      ['get'],
      ['store'],
      ['erase'],
    ])
  })

  it('is never asked of it for what is ours', async () => {
    const fake = fakePrograms()
    fake.add('docker-credential-fake', { exit: 7 })
    const env = pathWith(fake.directory)
    expect(loginIn(await run('get', 'https://quay.io/', env))).toMatchObject({ Secret: SECRET })
    expect(await run('erase', 'quay.io', env)).toMatchObject({ code: 0 })
    // It is ours although there is no login now: by the installation, and another one by the settings.
    expect(await run('get', 'quay.io', env)).toMatchObject(NOT_FOUND)
    expect(
      await run('get', 'registry.example.com', { ...env, DGSH_REGISTRY: 'registry.example.com' }),
    ).toMatchObject(NOT_FOUND)
    expect(fake.calls('docker-credential-fake')).toEqual([])
  })

  it('has no login where no helper was there before, and none can be stored', async () => {
    recordGeneral(home, null, OURS)
    expect(await run('get', HUB)).toMatchObject({ ...NOT_FOUND, stderr: '' })
    expect(await run('erase', HUB)).toMatchObject({ code: 0, stdout: '', stderr: '' })
    const { code, stdout } = await run('store', OTHER)
    expect(code).toBe(1)
    expect(stdout).toMatch(/^dgsh keeps logins of quay\.io only, and none of index\.docker\.io; /)
  })
})

describe('a helper of before that does not work', () => {
  it('is a cause, and takes none of our logins along', async () => {
    const missing = /^docker-credential-fake, which keeps the logins of other registries, is not on PATH/
    expect(await run('get', HUB)).toMatchObject({ code: 1, stdout: expect.stringMatching(missing) })
    expect(await run('store', OTHER)).toMatchObject({ code: 1, stdout: expect.stringMatching(missing) })
    const erased = await run('erase', HUB)
    expect(erased).toMatchObject({ code: 0, stdout: '' })
    expect(erased.stderr).toContain('is not on PATH')
    const listed = await run('list', '')
    expect(listed).toMatchObject({ code: 0, stdout: `{"quay.io":"deepgram+${ID}"}\n` })
    expect(listed.stderr).toContain('is not on PATH')
  })

  it.each([
    ['fails', { exit: 1, stdout: 'locked\n' }, /does not list its logins \(exit code 1\)/],
    ['gives no list', { stdout: '[]' }, /does not list its logins/],
    ['hangs', { hangs: true }, /gave no answer in 2 seconds/],
  ])('leaves the list of ours when it %s', async (_, behaviour, cause) => {
    const fake = fakePrograms()
    fake.add('docker-credential-fake', behaviour)
    const { code, stdout, stderr } = await run('list', '', pathWith(fake.directory))
    expect({ code, stdout }).toEqual({ code: 0, stdout: `{"quay.io":"deepgram+${ID}"}\n` })
    expect(stderr).toMatch(cause)
  })
})

describe('a helper of before that is dgsh', () => {
  it('is not asked', async () => {
    recordGeneral(home, 'dgsh', OURS)
    putOnPath(home)
    expect(await run('get', HUB)).toMatchObject({ ...NOT_FOUND, stderr: '' })
    expect(await run('list', '')).toMatchObject({ code: 0, stderr: '' })
  })

  it('under another name is asked once, and ends the circle', async () => {
    const fake = fakePrograms()
    fake.add('docker-credential-fake', { script: `exec ${ownHelperArgv(['"$1"']).join(' ')} </dev/null` })
    const env = pathWith(fake.directory)
    expect(await run('list', '', env)).toMatchObject({ code: 0, stderr: '' })
    expect(fake.calls('docker-credential-fake')).toHaveLength(1)
  })
})
