import { describe, expect, it } from 'vitest'
import { run } from '../src/cli.ts'
import { testContext } from './helpers/context.ts'

async function helpOf(words: string[], columns = 80) {
  const { context, stdout, stderr } = testContext({ columns })
  return { code: await run(words, context), stdout: stdout(), stderr: stderr() }
}

const COMMANDS = [
  '',
  'auth',
  'auth login',
  'auth status',
  'auth logout',
  'projects',
  'projects list',
  'projects use',
  'creds',
  'creds list',
  'creds show',
  'creds create',
  'creds delete',
  'creds rotate',
  'creds audit',
  'creds history',
  'creds login',
  'login',
  'logout',
  'verify',
  'where',
  'doctor',
  'images',
  'images list',
  'images tags',
  'images mirror',
  'config',
  'config list',
  'config get',
  'config set',
  'config unset',
  'config path',
  'sandbox',
]

describe('the help', () => {
  it.each(COMMANDS)('of "dgsh %s" is as agreed', async (command) => {
    const words = command.split(' ').filter((word) => word !== '')
    const { code, stdout, stderr } = await helpOf([...words, '--help'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const file = words.length === 0 ? 'dgsh' : `dgsh-${words.join('-')}`
    await expect(stdout).toMatchFileSnapshot(`help/${file}.txt`)
  })

  it.each(COMMANDS)('of "dgsh %s" fits into 80 columns and has an example', async (command) => {
    const { stdout } = await helpOf([...command.split(' ').filter((word) => word !== ''), '--help'])
    const [text = '', examples = ''] = stdout.split('\nExamples:\n')
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
    expect(examples).toMatch(/^ {2}\$ .*dgsh/)
  })

  it.each(['', 'auth', 'creds', 'images', 'config', 'projects'])(
    'of "dgsh %s" is what it prints without a verb',
    async (noun) => {
      const words = noun.split(' ').filter((word) => word !== '')
      expect(await helpOf(words)).toEqual(await helpOf([...words, '--help']))
    },
  )

  it('lists every command that there is', async () => {
    const nouns = COMMANDS.filter((command) => command !== '' && !command.includes(' '))
    const { stdout } = await helpOf(['--help'])
    for (const noun of nouns) expect(stdout).toMatch(new RegExp(`^  ${noun} `, 'm'))
  })

  it('has no colour, also on a terminal', async () => {
    const { context, stdout } = testContext({ isTTY: true })
    await run(['--help'], context)
    expect(stdout()).not.toContain('\x1b')
  })
})
