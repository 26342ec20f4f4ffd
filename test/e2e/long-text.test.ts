import { describe, expect, it } from 'vitest'
import { type Answer, startApiServer } from '../helpers/api-server.ts'
import { runDgsh } from '../helpers/dgsh.ts'
import { expectEnd, openDgsh } from '../helpers/dgsh-terminal.ts'
import { fakePrograms } from '../helpers/fake-engine.ts'
import { createdCredential, knownCredential, startRecordedSandbox } from '../helpers/lifecycle.ts'
import { describeWith } from '../helpers/parts.ts'
import { API_KEY, CREDENTIALS_PATH, idOf, listAnswer, listEntry, PROJECT_ID } from '../helpers/samples.ts'
import { chooseStore, temporaryHome } from '../helpers/temporary.ts'

const LONG = 'a comment without an end '.repeat(4000)
const TAGS = Array.from({ length: 150 }, (_, index) => `tag-${index}`)

/** A script of the shell that prints so many characters on both streams. */
const printing = (length: number) =>
  `head -c ${length} /dev/zero | tr '\\0' y\nhead -c ${length} /dev/zero | tr '\\0' z >&2\n`

describeWith(['tmux'], 'a terminal', () => {
  const start = async (count: number, others: Readonly<Record<string, Answer>> = {}) => {
    const entries = Array.from({ length: count }, (_, index) =>
      listEntry(index + 1, { comment: `${index} ${LONG}`, tags: TAGS }),
    )
    const script = { [`GET ${CREDENTIALS_PATH}`]: { body: listAnswer(...entries) }, ...others }
    const api = await startApiServer(script)
    return { DGSH_API_URL: api.url, DEEPGRAM_API_KEY: API_KEY, DEEPGRAM_PROJECT_ID: PROJECT_ID }
  }

  it.each([60, 120, 200])(
    'of %i columns shows the beginning of long comments and many tags',
    async (columns) => {
      const projects = { body: { projects: [{ project_id: PROJECT_ID, name: LONG }] } }
      const env = await start(60, { 'GET /v1/projects': projects })
      const terminal = await openDgsh(['creds', 'list', '-o', 'wide'], { env, columns })
      const text = await expectEnd(terminal, 0)
      expect(text).toContain(idOf(60))
      expect(text).toContain('…')
    },
  )

  it('lets pick one of 60 with long comments, and Ctrl-C end that', async () => {
    const terminal = await openDgsh(['creds', 'show'], { env: await start(60) })
    await terminal.waitFor(idOf(1).slice(0, 8))
    for (let step = 0; step < 20; step += 1) await terminal.press('Down')
    await terminal.press('C-c')
    await expectEnd(terminal, 130)
  })
})

describe('a program without an end', () => {
  it('as a hook is listened to up to its own end, and its last words are shown', async () => {
    const { sandbox } = await startRecordedSandbox()
    const home = temporaryHome()
    const fakes = fakePrograms()
    fakes.add('hook', { script: printing(110_000_000) })
    const options = { home, env: { ...sandbox.environment, PATH: `${fakes.directory}:${process.env.PATH}` } }
    chooseStore(home, 'file')
    const old = knownCredential('8b1f4d07-6c2e-4a95-b3d8-50e7c9a1f264')
    const result = await runDgsh(['creds', 'rotate', old.id, '--exec', 'hook', '--yes'], options)
    expect(result.code, result.stderr.slice(-2000)).toBe(0)
    expect(result.stdout).toContain(createdCredential(1).id)
    expect(result.stderr).toContain('characters before')
    expect(result.stderr.length).toBeLessThan(50_000)
  })

  it('as a store is quoted in a few words', async () => {
    const fakes = fakePrograms()
    fakes.add('docker-credential-x', { script: printing(50_000_000), exit: 1 })
    const home = temporaryHome()
    const env = { PATH: `${fakes.directory}:${process.env.PATH}`, DEEPGRAM_PROJECT_ID: PROJECT_ID }
    chooseStore(home, 'helper:x')
    const result = await runDgsh(['creds', 'list'], { home, env })
    expect(result.code).toBe(1)
    expect(result.stderr).toMatch(/^error: docker-credential-x list fails: y+…$/m)
    expect(result.stderr.length).toBeLessThan(2000)
  })
})
