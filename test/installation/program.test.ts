import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Host } from '../../src/app/context.ts'
import { installHint } from '../../src/installation/program.ts'
import { testContext } from '../helpers/context.ts'
import { temporaryDirectory } from '../helpers/temporary.ts'

const OWN = '/opt/dgsh/bin/docker-credential-dgsh.js'

function hint(PATH: string, changes: Partial<Host> = {}, HOME = '/home/ada'): string {
  const { host } = testContext({ env: { PATH, HOME } }).context
  return installHint({ ...host, ...changes })
}

describe('the command that puts docker-credential-dgsh on PATH', () => {
  it('takes the first directory of PATH that is the own one, else the first that can be written', () => {
    const [first, home] = [temporaryDirectory(), temporaryDirectory()]
    const own = join(home, '.local', 'bin')
    mkdirSync(own, { recursive: true })
    expect(hint(`/nowhere:${first}:${own}`, {}, home)).toBe(
      `ln -sf ${OWN} ~/.local/bin/docker-credential-dgsh`,
    )
    expect(hint(`relative:${first}`)).toBe(`ln -sf ${OWN} ${first}/docker-credential-dgsh`)
  })

  it.runIf(process.getuid?.() !== 0)('asks root where no directory can be written', () => {
    const closed = temporaryDirectory()
    chmodSync(closed, 0o500)
    expect(hint(`${closed}:/usr/local/bin`)).toBe(`sudo ln -sf ${OWN} /usr/local/bin/docker-credential-dgsh`)
  })

  it('makes a directory where PATH has none', () => {
    expect(hint('/nowhere')).toBe(
      `mkdir -p ~/.local/bin && ln -sf ${OWN} ~/.local/bin/docker-credential-dgsh && export PATH="$HOME/.local/bin:$PATH"`,
    )
  })

  it.each([
    [
      'of npx, which it removes at some time',
      { helper: { path: '/home/ada/.npm/_npx/1/node_modules/dgsh/bin/x.js', version: '1' } },
    ],
    ['on Windows', { platform: 'win32' as const }],
  ])('installs the package where it is that %s', (_, changes) => {
    expect(hint(temporaryDirectory(), changes)).toBe('npm install --global dgsh')
  })
})
