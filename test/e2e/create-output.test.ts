import { existsSync, lstatSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { startApiServer } from '../helpers/api-server.ts'
import { runDgsh } from '../helpers/dgsh.ts'
import { expectError } from '../helpers/expect-error.ts'
import { createdCredential, startRecordedSandbox, stateFile } from '../helpers/lifecycle.ts'
import { API_KEY, CREDENTIALS_PATH, idOf, listAnswer, PROJECT_ID, SECRET } from '../helpers/samples.ts'
import { temporaryHome } from '../helpers/temporary.ts'

const created = createdCredential(1)
const CREATE = ['creds', 'create', '--comment', 'Edge 7', '--scope', 'api']

async function prepare() {
  const { sandbox, changes, requests } = await startRecordedSandbox()
  const home = temporaryHome()
  await runDgsh(['config', 'set', 'store', 'file'], { home })
  const run = (...args: string[]) => runDgsh([...CREATE, ...args], { home, env: sandbox.environment })
  return { home, run, changes, requests }
}

describe('creds create --secret-file', () => {
  it('writes the secret to a new file that its user alone may read', async () => {
    const { home, run } = await prepare()
    const file = join(home.path, 'secret')
    const result = await run('--secret-file', file, '-q')
    expect(result).toMatchObject({ code: 0, stdout: `${created.id}\n` })
    expect(readFileSync(file, 'utf8')).toBe(`${created.secret}\n`)
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it.each<[string, (file: string, other: string) => void]>([
    ['a file', (file) => writeFileSync(file, 'mine')],
    ['an empty file', (file) => writeFileSync(file, '')],
    ['a link to a file', (file, other) => symlinkSync(other, file)],
    ['a link to nothing', (file, other) => symlinkSync(`${other}-none`, file)],
  ])('leaves %s alone that is there already, and creates nothing', async (_, make) => {
    const { home, run, changes } = await prepare()
    const [file, other] = [join(home.path, 'secret'), join(home.path, 'other')]
    writeFileSync(other, 'of others')
    make(file, other)
    const before = lstatSync(file)
    expectError(await run('--secret-file', file), { code: 'file_unusable', message: 'is there already' })
    expect(readFileSync(other, 'utf8')).toBe('of others')
    expect(lstatSync(file)).toMatchObject({ ino: before.ino, size: before.size, mode: before.mode })
    expect(existsSync(`${other}-none`)).toBe(false)
    expect(changes()).toEqual([])
  })

  it('in a directory that is not there is told before anything is created', async () => {
    const { home, run, changes } = await prepare()
    const result = await run('--secret-file', join(home.path, 'none', 'secret'))
    expectError(result, {
      code: 'file_unusable',
      message: 'cannot be written (ENOENT)',
      hint: '--secret-file',
    })
    expect(changes()).toEqual([])
  })
})

describe('creds create', () => {
  it('--dry-run sends nothing, and writes nothing', async () => {
    const { home, run, requests } = await prepare()
    const result = await run('--dry-run', '--secret-file', join(home.path, 'secret'), '-o', 'json')
    expect(result.code, result.stderr).toBe(0)
    expect(JSON.parse(result.stdout)).toMatchObject({
      comment: 'Edge 7',
      scopes: ['self-hosted:product:api'],
    })
    expect(requests).toEqual([])
    const files = [join(home.path, 'secret'), stateFile(home, 'store.json'), stateFile(home, 'journal')]
    expect(files.filter((file) => existsSync(file))).toEqual([])
  })

  it.each<[string[], (stdout: string) => void]>([
    [['-q'], (stdout) => expect(stdout).toBe(`${created.id}\n`)],
    [
      ['-o', 'json'],
      (stdout) => {
        expect(JSON.parse(stdout)).toMatchObject({
          id: created.id,
          username: created.username,
          store: 'file',
        })
        expect(JSON.parse(stdout)).not.toHaveProperty('secret')
      },
    ],
    [
      ['-o', 'json', '--show-secret'],
      (stdout) => expect(JSON.parse(stdout)).toMatchObject({ id: created.id, secret: created.secret }),
    ],
  ])('with %j puts exactly one thing on stdout', async (args, check) => {
    const { run } = await prepare()
    const result = await run(...args)
    expect(result.code, result.stderr).toBe(0)
    check(result.stdout)
  })

  it('that is granted more than was asked for ends with 7, names the way back, and keeps the secret', async () => {
    const id = idOf(7)
    const scopes = ['self-hosted:product:api', 'self-hosted:product:billing']
    const query = 'provider=quay&scopes=self-hosted%3Aproduct%3Aapi'
    const api = await startApiServer({
      [`GET ${CREDENTIALS_PATH}`]: { body: listAnswer() },
      [`POST ${CREDENTIALS_PATH}?${query}`]: {
        body: {
          ...{
            distribution_credentials_id: id,
            provider: 'quay',
            username: `deepgram+${id}`,
            secret: SECRET,
          },
          ...{ comment: 'Edge 7', scopes, created: '2026-01-01T00:00:00Z' },
        },
      },
    })
    const home = temporaryHome()
    await runDgsh(['config', 'set', 'store', 'file'], { home })
    const env = { DGSH_API_URL: api.url, DEEPGRAM_API_KEY: API_KEY, DEEPGRAM_PROJECT_ID: PROJECT_ID }
    const result = await runDgsh([...CREATE, '-q'], { home, env })
    expect(result).toMatchObject({ code: 7, stdout: `${id}\n` })
    expect(result.stderr).toMatch(
      new RegExp(`^error: .*\\(${id.slice(0, 8)}\\) more than requested: billing$`, 'm'),
    )
    expect(result.stderr).toContain(`to delete it: dgsh creds delete ${id.slice(0, 8)} --yes\n`)
    expect(JSON.parse(readFileSync(stateFile(home, 'store.json'), 'utf8'))).toEqual({
      [`secret:${id}`]: SECRET,
    })
  })
})
