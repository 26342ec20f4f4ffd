import stringWidth from 'string-width'
import { expect, it } from 'vitest'
import { type DgshOptions, runDgsh } from '../helpers/dgsh.ts'
import { expectEnd, openDgsh } from '../helpers/dgsh-terminal.ts'
import { createdCredential, knownCredential, listIds, startRecordedSandbox } from '../helpers/lifecycle.ts'
import { describeWith } from '../helpers/parts.ts'
import { temporaryHome } from '../helpers/temporary.ts'

const ID = '8b1f4d07-6c2e-4a95-b3d8-50e7c9a1f264'

/** A home with the file as its store, where docker is logged in with the first credential, and dgsh at 80 columns. */
async function prepare() {
  const { sandbox, changes } = await startRecordedSandbox()
  const options: DgshOptions & { home: ReturnType<typeof temporaryHome> } = {
    home: temporaryHome(),
    env: sandbox.environment,
  }
  await runDgsh(['config', 'set', 'store', 'file'], options)
  const login = ['login', ID, '--secret-stdin']
  await runDgsh(login, { ...options, input: knownCredential(ID).secret })
  const open = (...args: string[]) => openDgsh(args, { ...options, columns: 80 })
  return { sandbox, changes, open, options }
}

const isTooWide = (line: string) => stringWidth(line) > 80

describeWith(['tmux', 'docker'], 'creds create on a terminal', () => {
  it('asks for a comment that is not empty, and for scopes, with api and engine ticked', async () => {
    const { open, changes } = await prepare()
    const terminal = await open('creds', 'create')
    await terminal.waitFor('Comment (what it is for)')
    await terminal.press('Enter')
    await terminal.waitFor('Deepgram wants a comment')
    await terminal.type('Edge 7')
    await terminal.press('Enter')
    const picker = await terminal.waitFor('metrics-server')
    expect(picker).toMatch(/Which scopes\?/)
    expect(picker).toMatch(/◉ api\n\s*◉ engine\n\s*◯ license-proxy\n/)
    expect(picker.split('\n').filter(isTooWide)).toEqual([])
    expect(changes()).toEqual([])
    // The second one is taken away, the third is added.
    await terminal.press('Down', 'Space', 'Down', 'Space', 'Enter')
    const text = await expectEnd(terminal, 0)
    expect(text).toContain(createdCredential(1).id)
    expect(text).toMatch(/✓ created {3}Edge 7 \(api, license-proxy\)/)
    expect(text).not.toContain(createdCredential(1).secret)
    expect(changes()).toHaveLength(1)
  })

  it('refuses to go on without a scope', async () => {
    const { open, changes } = await prepare()
    const terminal = await open('creds', 'create', '--comment', 'Edge 7')
    await terminal.waitFor('metrics-server')
    await terminal.press('Space', 'Down', 'Space', 'Enter')
    expect(await expectEnd(terminal, 2)).toContain('error: no scope is ticked')
    expect(changes()).toEqual([])
  })

  it.each([
    ['the comment', [], 'Comment (what it is for)'],
    ['the scopes', ['--comment', 'Edge 7'], 'metrics-server'],
  ])('ends with 130 on Ctrl-C at %s, and nothing is created', async (_, args, question) => {
    const { open, changes } = await prepare()
    const terminal = await open('creds', 'create', ...args)
    await terminal.waitFor(question)
    await terminal.press('C-c')
    expect(await expectEnd(terminal, 130)).not.toContain('error:')
    expect(changes()).toEqual([])
  })
})

describeWith(['tmux', 'docker'], 'creds delete on a terminal', () => {
  it('of one in use wants the first characters of its id, and no others', async () => {
    const { open, changes, sandbox } = await prepare()
    const terminal = await open('creds', 'delete', ID)
    const text = await terminal.waitFor(
      'It is still in use. Type 8b1f to delete Production cluster, Frankfurt',
    )
    expect(text).toContain('used by docker (~/.docker/config.json)')
    for (const wrong of ['y', 'yes', '8b1', '8b1f4', '2e90']) {
      await terminal.type(wrong)
      await terminal.press('Enter')
      await terminal.waitFor('type 8b1f, or press Ctrl-C')
      await terminal.press('C-u')
      expect(changes()).toEqual([])
    }
    await terminal.type('8b1f')
    await terminal.press('Enter')
    expect(await expectEnd(terminal, 0)).toMatch(
      /✓ deleted {3}.*\(8b1f4d07\)[\s\S]*! docker {4}its login for \S+ no longer works;[\s\S]*dgsh login --engine docker/,
    )
    expect(await listIds(sandbox)).not.toContain(ID)
  })

  it('ends with 130 on Ctrl-C, and nothing is deleted', async () => {
    const { open, changes } = await prepare()
    const terminal = await open('creds', 'delete', ID)
    await terminal.waitFor('It is still in use.')
    await terminal.press('C-c')
    expect(await expectEnd(terminal, 130)).not.toContain('error:')
    expect(changes()).toEqual([])
  })

  it('of one that is not in use asks, and a no is none', async () => {
    const { open, changes } = await prepare()
    const terminal = await open('creds', 'delete', '2e90')
    await terminal.waitFor('(2e90c5ab)?')
    await terminal.press('Enter')
    expect(await expectEnd(terminal, 1)).toContain('error: nothing was deleted')
    expect(changes()).toEqual([])
  })
})

describeWith(['tmux', 'docker'], 'creds rotate on a terminal', () => {
  const question = 'Replace and delete Production cluster, Frankfurt (8b1f4d07)?'

  it('rotates after a yes, and shows each step', async () => {
    const { open, sandbox } = await prepare()
    const terminal = await open('creds', 'rotate', ID)
    expect(await terminal.waitFor(question)).toContain('used by   docker (~/.docker/config.json)')
    await terminal.type('y')
    await terminal.press('Enter')
    const text = await expectEnd(terminal, 0)
    const { id } = createdCredential(1)
    expect(text).toMatch(
      new RegExp(
        `Rotating Production cluster, Frankfurt \\(8b1f4d07\\)[\\s\\S]*✓ created   ${id}\\n[\\s\\S]*✓ accepted  by [\\s\\S]*✓ docker    ~/.docker/config.json\\n[\\s\\S]*✓ deleted   8b1f4d07`,
      ),
    )
    const lines = text.split('\n')
    expect(lines.filter(isTooWide)).toEqual([])
    // Steps that were running are gone, and the steps need no table.
    expect(lines.filter((line) => /^…|^OLD/.test(line))).toEqual([])
    expect(await listIds(sandbox)).not.toContain(ID)
  })

  it('shows how long a hook has been running, and leaves a clean screen to Ctrl-C', async () => {
    const { open, options } = await prepare()
    const terminal = await open('creds', 'rotate', ID, '--yes', '--exec', 'sleep 30')
    const running = await terminal.waitFor('running, 2 s')
    expect(running).toMatch(
      /✓ docker {4}~\/.docker\/config.json\n! warning {3}docker keeps [^…]*\n… hook {6}sleep 30 \(running, 2 s\)\n {12}Ctrl-C is safe; resume with: dgsh creds rotate 8b1f4d07 --resume\n {2}delete {4}8b1f4d07$/,
    )
    await terminal.press('C-c')
    const text = await expectEnd(terminal, 130)
    expect(text).not.toMatch(/running|^ {2}delete|\^C/m)
    expect(text).toMatch(
      /left\s+unfinished; to resume it \(or to undo it with\s+--abort\):\s+dgsh creds rotate 8b1f4d07 --resume/,
    )
    const undone = await runDgsh(['creds', 'rotate', '--abort', '--yes', '--without-exec'], options)
    expect(undone.code, undone.stderr).toBe(0)
  })

  it('draws the steps of a plan', async () => {
    const { open } = await prepare()
    const text = await expectEnd(await open('creds', 'rotate', ID, '--dry-run', '--exec', 'ssh edge7'), 0)
    expect(text).toContain(
      [
        'Would rotate Production cluster, Frankfurt (8b1f4d07)',
        '  create    its successor (api, engine)',
        '  docker    ~/.docker/config.json',
        '  hook      ssh edge7',
        '  delete    8b1f4d07',
        'Nothing was changed.',
      ].join('\n'),
    )
  })

  it.each<[string, string[], number]>([
    ['a no', ['n', 'Enter'], 1],
    ['no answer', ['Enter'], 1],
    ['Ctrl-C', ['C-c'], 130],
  ])('does nothing after %s', async (_, keys, code) => {
    const { open, changes } = await prepare()
    const terminal = await open('creds', 'rotate', ID)
    await terminal.waitFor(question)
    await terminal.press(...keys)
    await expectEnd(terminal, code)
    expect(changes()).toEqual([])
  })

  it('creates nothing for one that was deleted while it asked', async () => {
    const { open, changes, options } = await prepare()
    const terminal = await open('creds', 'rotate', ID)
    await terminal.waitFor(question)
    await runDgsh(['creds', 'delete', ID, '--yes', '--force'], options)
    await terminal.type('y')
    await terminal.press('Enter')
    expect(await expectEnd(terminal, 4)).toContain(`error: there is no credential ${ID}`)
    expect(changes()).toEqual([expect.stringContaining('DELETE')])
  })
})
