import { describe, expect, it } from 'vitest'
import { splitAtDashes } from '../../../src/commands/exec/split.ts'
import { declaredRoot } from '../../helpers/commands.ts'

/** The words as commander leaves them. */
async function split(line: string) {
  const raw = line.split(' ')
  const root = declaredRoot()
  await root.parseAsync(raw, { from: 'user' })
  const args = root.commands.find((one) => one.name() === 'exec')?.args ?? []
  return splitAtDashes(raw, args)
}

describe('splitAtDashes', () => {
  it.each<[line: string, own: string[], command: string[] | undefined]>([
    ['exec -- docker pull -q --debug', [], ['docker', 'pull', '-q', '--debug']],
    ['exec 1b4e -- docker run -- x', ['1b4e'], ['docker', 'run', '--', 'x']],
    ['--json exec --profile exec 1b4e --debug -- --help', ['1b4e'], ['--help']],
    ['exec 1b4e --', ['1b4e'], []],
    ['exec --', [], []],
    ['exec', [], undefined],
    ['exec docker pull x', ['docker', 'pull', 'x'], undefined],
    ['exec docker pull --platform x', ['docker', 'pull', '--platform', 'x'], undefined],
    ['exec --nonsense -- docker', ['--nonsense'], ['docker']],
    ['exec --profile -- docker', [], ['docker']],
    ['exec --profile -- docker -- x', ['docker', 'x'], undefined],
    ['exec 1b4e 2c5f -- docker', ['1b4e', '2c5f'], ['docker']],
    ['exec -- -- x', [], ['--', 'x']],
  ])('%s', async (line, own, command) => {
    expect(await split(line)).toMatchObject({ own, command })
  })
})
