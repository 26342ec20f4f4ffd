import { describe, expect, it } from 'vitest'
import { startApiServer } from '../helpers/api-server.ts'
import { runDgsh } from '../helpers/dgsh.ts'
import { expectEnd, openDgsh } from '../helpers/dgsh-terminal.ts'
import { expectError } from '../helpers/expect-error.ts'
import { describeWith } from '../helpers/parts.ts'
import { API_KEY, CREDENTIALS_PATH, idOf, listAnswer, listEntry, PROJECT_ID } from '../helpers/samples.ts'

const COUNT = 600

/** The newest has the highest number, and stands first. */
const entries = Array.from({ length: COUNT }, (_, index) =>
  listEntry(index + 1, {
    comment: `Cluster c${String(index + 1).padStart(3, '0')}`,
    created: new Date(Date.UTC(2024, 0, 1, 0, index)).toISOString(),
  }),
)

async function environment(routes: Parameters<typeof startApiServer>[0] = {}) {
  const { url, requests } = await startApiServer({
    [`GET ${CREDENTIALS_PATH}`]: { body: listAnswer(...entries) },
    ...routes,
  })
  return {
    env: { DGSH_API_URL: url, DEEPGRAM_API_KEY: API_KEY, DEEPGRAM_PROJECT_ID: PROJECT_ID, NO_COLOR: '1' },
    requests,
  }
}

const chosenLine = (text: string) => text.split('\n').findLast((line) => line.startsWith('❯')) ?? ''

describeWith(['tmux'], 'the picker with 600 credentials', () => {
  const open = async (size: { columns: number; rows: number }) =>
    openDgsh(['creds', 'show'], { env: (await environment()).env, ...size })

  it('moves by pages and to both ends, searches, and chooses', async () => {
    const terminal = await open({ columns: 80, rows: 24 })
    expect(chosenLine(await terminal.waitFor('600 of 600'))).toContain('Cluster c600')
    expect((await terminal.text()).trimEnd().split('\n').length).toBeLessThanOrEqual(24)
    await terminal.press('End')
    await terminal.waitFor(/❯ Cluster c001/)
    await terminal.press('Home')
    await terminal.waitFor(/❯ Cluster c600/)
    await terminal.press('PageDown')
    await terminal.waitFor(/❯ Cluster c5\d\d/)
    await terminal.press('PageUp')
    await terminal.waitFor(/❯ Cluster c600/)
    await terminal.type('cluster c04')
    await terminal.waitFor('10 of 600')
    expect(chosenLine(await terminal.text())).toContain('Cluster c049')
    await terminal.press('Down', 'Enter')
    expect(await expectEnd(terminal, 0)).toContain(idOf(48))
  })

  it('says that nothing matches, and takes nothing then', async () => {
    const terminal = await open({ columns: 80, rows: 24 })
    await terminal.waitFor('600 of 600')
    await terminal.type('nowhere')
    await terminal.waitFor('0 of 600')
    await terminal.press('Enter')
    await terminal.press('C-u')
    await terminal.waitFor('600 of 600')
    await terminal.press('C-c')
    await expectEnd(terminal, 130)
  })

  it('is a list of numbers on a terminal that is too narrow for columns', async () => {
    const terminal = await open({ columns: 30, rows: 24 })
    await terminal.waitFor(/Number/)
    expect(await terminal.coloredText()).not.toContain('\u001b[')
    await terminal.type('cluster c123')
    await terminal.press('Enter')
    await terminal.waitFor(/1\b.*Cluster c123/)
    const text = await terminal.text()
    if (!text.includes(`  ID`)) {
      await terminal.type('1')
      await terminal.press('Enter')
    }
    expect(await expectEnd(terminal, 0)).toContain(idOf(123))
  })

  it('ticks several for a deletion, which asks for each', async () => {
    const world = await environment()
    const terminal = await openDgsh(['creds', 'delete'], { env: world.env, columns: 80, rows: 24 })
    await terminal.waitFor('600 of 600')
    await terminal.press('Space', 'Down', 'Down', 'Space', 'Enter')
    await terminal.waitFor(/Delete [^\n]*\?/)
    const text = await terminal.text()
    for (const number of [600, 598]) expect(text).toContain(`Cluster c${number}`)
    expect(text).not.toMatch(/^ *Cluster c599 \(/m)
    await terminal.press('C-c')
    await expectEnd(terminal, 130)
    expect(world.requests.filter(({ method }) => method === 'DELETE')).toEqual([])
  })
})

describe('a credential named by its comment', () => {
  it('is shown, whatever the case', async () => {
    const { env } = await environment()
    const { code, stdout, stderr } = await runDgsh(['creds', 'show', 'cluster c123', '-o', 'id'], { env })
    expect({ code, stdout }, stderr).toEqual({ code: 0, stdout: `${idOf(123)}\n` })
  })

  it('is an error that lists them where several match', async () => {
    const { env } = await environment()
    const result = await runDgsh(['creds', 'show', 'cluster c12'], { env })
    expectError(result, { code: 'usage', message: /"cluster c12" matches 10 credentials/ })
    expect(result.stderr).toContain(idOf(120))
  })

  it.each([
    ['creds', 'delete', 'cluster c123', '--yes'],
    ['creds', 'rotate', 'cluster c123', '--yes'],
  ])('is not taken by %s %s without a question', async (...args) => {
    const { env, requests } = await environment()
    const result = await runDgsh(args, { env })
    expectError(result, { code: 'usage' })
    expect(result.stderr).toContain(idOf(123))
    expect(requests.every(({ method }) => method === 'GET')).toBe(true)
  })

  it('has to be named for creds delete --yes', async () => {
    const env = {
      DGSH_API_URL: 'http://127.0.0.1:1',
      DEEPGRAM_API_KEY: API_KEY,
      DEEPGRAM_PROJECT_ID: PROJECT_ID,
    }
    expectError(await runDgsh(['creds', 'delete', '--yes'], { env }), { code: 'usage', message: /--yes/ })
  })
})
