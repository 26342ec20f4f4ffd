import { describe, expect, it } from 'vitest'
import { type Answer, startApiServer } from '../helpers/api-server.ts'
import { runDgsh } from '../helpers/dgsh.ts'
import { expectEnd, openDgsh } from '../helpers/dgsh-terminal.ts'
import { fakePrograms } from '../helpers/fake-engine.ts'
import { describeWith } from '../helpers/parts.ts'
import { API_KEY, CREDENTIALS_PATH, idOf, listAnswer, listEntry, PROJECT_ID } from '../helpers/samples.ts'

/** What may not reach a terminal: C0, DEL, C1 and what turns text around; line breaks and tabs are dgsh's own. */
const STEERING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/

/** Sets the title, clears the screen, goes back, rings, breaks the line, starts a C1 sequence, turns text around. */
const HOSTILE =
  'a\u001b]2;STEERED\u0007b\u001b[2J\u001b[1;31mc\rd\be\u0000f\ng\th\u009b31mi\u202ej\u2066k\u2028l\u007fm\ufeff'

const CREDENTIAL = listEntry(1, {
  comment: HOSTILE,
  provider: HOSTILE,
  tags: [HOSTILE, 'plain'],
  scopes: [`self-hosted:product:${HOSTILE}`],
})
const ENTRY = { ...CREDENTIAL, member: { member_id: HOSTILE, email: HOSTILE } }

const SCRIPT: Readonly<Record<string, Answer>> = {
  [`GET ${CREDENTIALS_PATH}`]: { body: listAnswer(ENTRY) },
  [`GET ${CREDENTIALS_PATH}/${idOf(1)}`]: { body: ENTRY },
  'GET /v1/projects': { body: { projects: [{ project_id: PROJECT_ID, name: HOSTILE }] } },
}

const LISTS = [
  ['creds list', ['creds', 'list'], `GET ${CREDENTIALS_PATH}`],
  ['creds show', ['creds', 'show', idOf(1)], `GET ${CREDENTIALS_PATH}/${idOf(1)}`],
  ['projects list', ['projects', 'list'], 'GET /v1/projects'],
] as const

async function start(...routes: string[]) {
  const api = await startApiServer(
    Object.fromEntries(routes.map((route) => [route, SCRIPT[route] ?? 'close'])),
  )
  return { DGSH_API_URL: api.url, DEEPGRAM_API_KEY: API_KEY, DEEPGRAM_PROJECT_ID: PROJECT_ID }
}

describe.each(LISTS)('%s of hostile text', (_, args, route) => {
  it.each(['table', 'wide', 'csv', 'tsv', 'yaml', 'json', 'id'])('as %s steers nothing', async (format) => {
    const result = await runDgsh([...args, '-o', format, '--debug'], { env: await start(route) })
    expect(result.code, result.stderr).toBe(0)
    expect(result.stdout).not.toMatch(STEERING)
    expect(result.stderr).not.toMatch(STEERING)
    if (format === 'csv' || format === 'tsv') expect(result.stdout.trimEnd().split('\n')).toHaveLength(2)
  })

  it('as JSON keeps the data', async () => {
    const { stdout } = await runDgsh([...args, '-o', 'json'], { env: await start(route) })
    expect(JSON.stringify(JSON.parse(stdout))).toContain(JSON.stringify(HOSTILE).slice(1, -1))
  })
})

describeWith(['tmux'], 'a terminal that shows hostile text', () => {
  it.each([
    ['creds list', ['creds', 'list', '-o', 'wide'], 200, LISTS[0][2]],
    ['creds list as cards', ['creds', 'list', '-o', 'wide'], 60, LISTS[0][2]],
    ['creds show', LISTS[1][1], 100, LISTS[1][2]],
    ['projects list', LISTS[2][1], 100, LISTS[2][2]],
  ] as const)('by %s is not steered', async (_, args, columns, route) => {
    // On a terminal the list names the project.
    const routes = args[1] === 'list' ? [...new Set([route, 'GET /v1/projects'])] : [route]
    const terminal = await openDgsh(args, { env: await start(...routes), columns })
    await expectEnd(terminal, 0)
    expect(await terminal.title()).not.toContain('STEERED')
    expect(await terminal.coloredText()).not.toContain('\u001b[1;31m')
  })

  it('by a picker is not steered', async () => {
    const api = await startApiServer({
      'GET /v1/projects': {
        body: { projects: ['1', '2'].map((digit) => ({ project_id: digit.repeat(8), name: HOSTILE })) },
      },
    })
    const env = { DGSH_API_URL: api.url, DEEPGRAM_API_KEY: API_KEY }
    const terminal = await openDgsh(['creds', 'list'], { env })
    await terminal.waitFor('22222222')
    await terminal.press('C-c')
    await expectEnd(terminal, 130)
    expect(await terminal.title()).not.toContain('STEERED')
  })
})

describe('hostile text in an error', () => {
  it.each(['table', 'json'])('of the server, told as %s', async (format) => {
    const body = { err_code: 'X', err_msg: HOSTILE, request_id: HOSTILE }
    const api = await startApiServer({ 'GET /v1/projects': { status: 400, body } })
    const result = await runDgsh(['projects', 'list', '-o', format, '--debug'], {
      env: { DGSH_API_URL: api.url, DEEPGRAM_API_KEY: API_KEY },
    })
    expect(result.code).toBe(1)
    expect(result.stderr).not.toMatch(STEERING)
  })

  it('of an engine', async () => {
    const fakes = fakePrograms()
    fakes.add('docker', {
      exit: 1,
      stderr: HOSTILE.replace('\u0000', ''),
      stdout: HOSTILE.replace('\u0000', ''),
    })
    const result = await runDgsh(['login', idOf(1), '--secret-stdin', '--debug'], {
      env: { PATH: fakes.directory },
      input: 'SECRET',
    })
    expect(result.code).toBe(6)
    expect(result.stderr).not.toMatch(STEERING)
    expect(result.stderr.match(/^error: .*$/gm)).toHaveLength(1)
  })

  it.each([
    ['an argument', ['creds', 'show', HOSTILE.replace('\u0000', '')]],
    ['an option', ['creds', 'list', '--project', HOSTILE.replace('\u0000', '')]],
    ['an unknown option', [`--${HOSTILE.replace('\u0000', '')}`]],
  ])('about %s', async (_, args) => {
    const env = args[1] === 'show' ? await start(`GET ${CREDENTIALS_PATH}`) : { DEEPGRAM_API_KEY: API_KEY }
    const result = await runDgsh(args, { env })
    expect(result.code).not.toBe(0)
    expect(result.stderr).not.toMatch(STEERING)
  })
})
