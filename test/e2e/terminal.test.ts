import stringWidth from 'string-width'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { startTestSandbox } from '../helpers/deepgram-registry.ts'
import { expectEnd, openDgsh } from '../helpers/dgsh-terminal.ts'
import { type FakePrograms, fakePrograms } from '../helpers/fake-engine.ts'
import { describeWith } from '../helpers/parts.ts'

let sandbox: Sandbox
let ids: string[]
beforeAll(async () => {
  sandbox = await startTestSandbox()
  const headers = { authorization: `Token ${sandbox.apiKey}` }
  const path = `/v1/projects/${sandbox.projectId}/self-hosted/distribution/credentials`
  const list = (await (await fetch(sandbox.apiUrl + path, { headers })).json()) as {
    distribution_credentials: {
      distribution_credentials: { distribution_credentials_id: string; created: string }
    }[]
  }
  ids = list.distribution_credentials
    .map(({ distribution_credentials }) => distribution_credentials)
    .sort((a, b) => b.created.localeCompare(a.created))
    .map(({ distribution_credentials_id }) => distribution_credentials_id)
})

describeWith(['tmux'], 'a list on a terminal', () => {
  const show = async (columns: number, args: readonly string[], env: Record<string, string> = {}) => {
    const terminal = await openDgsh(args, { env: { ...sandbox.environment, ...env }, columns })
    const text = await expectEnd(terminal, 0)
    return { lines: text.split('\n'), colored: await terminal.coloredText() }
  }

  it.each([
    [160, 'table'],
    [160, 'wide'],
    [100, 'table'],
    [100, 'wide'],
    [80, 'table'],
    [80, 'wide'],
    [60, 'table'],
    [60, 'wide'],
  ])('fits into %i columns as %s, and no id is cut', async (columns, format) => {
    const { lines } = await show(columns, ['creds', 'list', '-o', format])
    expect(lines.filter((line) => stringWidth(line) > columns)).toEqual([])
    for (const id of ids)
      expect(
        lines.some((line) => line.includes(id)),
        id,
      ).toBe(true)
  })

  it('shows six credentials on one screen of 80x24, with their comments and without a frame', async () => {
    const { lines } = await show(80, ['creds', 'list'])
    expect(lines[0]).toMatch(/^ID \/ USERNAME +CREATED +SCOPES \/ COMMENT$/)
    expect(lines[3]).toMatch(/^8b1f4d07-6c2e-4a95-b3d8-50e7c9a1f264 +2026-02-17 {2}api, engine$/)
    expect(lines[4]).toMatch(
      /^deepgram\+8b1f4d07-6c2e-4a95-b3d8-50e7c9a1f264 +Production cluster, Frankfurt$/,
    )
    expect(lines.length).toBeLessThan(24)
    expect(lines.join('\n')).not.toMatch(/[│┌─]/)
  })

  it('shows one line a credential at 140 columns', async () => {
    const { lines } = await show(140, ['creds', 'list'])
    expect(lines[0]).toMatch(/^ID +USERNAME +SCOPES +CREATED +COMMENT$/)
    for (const id of ids) expect(lines.filter((line) => line.includes(id))).toHaveLength(1)
  })

  it('is cards at 60 columns', async () => {
    const { lines } = await show(60, ['creds', 'list'])
    expect(lines.filter((line) => /^ID\b/.test(line))).toHaveLength(ids.length)
  })

  it('is colored, unless NO_COLOR is set', async () => {
    expect((await show(100, ['creds', 'list'])).colored).toContain('\u001b[')
    expect((await show(100, ['creds', 'list'], { NO_COLOR: '1' })).colored).not.toContain('\u001b[')
  })
})

describeWith(['tmux'], 'dgsh login on a terminal', () => {
  const open = (fakes: FakePrograms, args: readonly string[] = ['login'], columns = 100) => {
    fakes.add('docker')
    return openDgsh(args, { env: { ...sandbox.environment, PATH: fakes.directory }, columns })
  }

  it('lets pick a credential and asks for its secret, of which nothing ever shows', async () => {
    const fakes = fakePrograms()
    const terminal = await open(fakes)
    await terminal.waitFor('Which credential should docker log in with?')
    await terminal.press('Down', 'Enter')
    await terminal.waitFor(new RegExp(`Secret of .*\\(${ids[1]?.slice(0, 8)}\\):`))
    await terminal.type('HIDDENSECRET')
    await terminal.press('Enter')
    await terminal.waitFor('Store the secret on this machine so that you need not paste it again?')
    await terminal.press('Enter')
    expect(await expectEnd(terminal, 0)).toMatch(
      new RegExp(`✓ docker is logged in to ${sandbox.registry} as .*\\s+\\(${ids[1]?.slice(0, 8)}\\)`),
    )
    const shown = await terminal.coloredText()
    for (const part of ['HIDDENSECRET', 'HIDDEN', 'SECRET', 'HID']) expect(shown).not.toContain(part)
    expect(shown).not.toMatch(/\*{3}/)
    expect(fakes.calls('docker')).toMatchObject([{ stdin: 'HIDDENSECRET' }])
  })

  it('can still be picked from when the terminal gets narrow', async () => {
    const fakes = fakePrograms()
    const terminal = await open(fakes)
    await terminal.waitFor('Which credential should docker log in with?')
    await terminal.resize(60, 30)
    await terminal.press('Down', 'Down', 'Enter')
    await terminal.waitFor(`${ids[2]?.slice(0, 8)}):`)
    await terminal.press('C-c')
    await expectEnd(terminal, 130)
  })

  it('ends with 130 on Ctrl-C at the picker', async () => {
    const fakes = fakePrograms()
    const terminal = await open(fakes)
    await terminal.waitFor('Which credential should docker log in with?')
    await terminal.press('C-c')
    expect(await expectEnd(terminal, 130)).not.toContain('error:')
    expect(fakes.calls('docker')).toEqual([])
  })

  it('ends with 130 on Ctrl-C at the secret, and keeps what was typed to itself', async () => {
    const fakes = fakePrograms()
    const terminal = await open(fakes, ['login', sandbox.credentialId])
    await terminal.waitFor('Secret of')
    await terminal.type('HALF-TYPED')
    await terminal.press('C-c')
    expect(await expectEnd(terminal, 130)).not.toMatch(/HALF|error:/)
    expect(fakes.calls('docker')).toEqual([])
  })

  it('does not read a secret from standard input that is the terminal', async () => {
    const fakes = fakePrograms()
    const terminal = await open(fakes, ['login', sandbox.credentialId, '--secret-stdin'])
    expect(await expectEnd(terminal, 2)).toContain('error: --secret-stdin would show the secret')
  })

  it('does not ask with --no-input', async () => {
    const fakes = fakePrograms()
    const terminal = await open(fakes, ['login', '--no-input'])
    await expectEnd(terminal, 2)
    expect(fakes.calls('docker')).toEqual([])
  })
})

describe('Ctrl-C in the engine', () => {
  describeWith(['tmux'], 'that hangs', () => {
    it('ends both with 130', async () => {
      const fakes = fakePrograms()
      fakes.add('docker', { hangs: true })
      const terminal = await openDgsh(['login', sandbox.credentialId], {
        env: { ...sandbox.environment, PATH: fakes.directory },
      })
      await terminal.waitFor('Secret of')
      await terminal.type('SECRET')
      await terminal.press('Enter')
      await expect.poll(() => fakes.calls('docker').length, { timeout: 20_000 }).toBe(1)
      await terminal.press('C-c')
      await expectEnd(terminal, 130)
    })
  })
})
