import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { Context } from '../src/app/context.ts'
import { run } from '../src/cli.ts'
import { TOPICS } from '../src/commands/help/topics.ts'
import { DgshError, EXIT_CODES } from '../src/errors.ts'
import { splitWords } from '../src/store-choice.ts'
import { declaredCommands, declaredRoot } from './helpers/commands.ts'
import { testContext } from './helpers/context.ts'

async function call(words: string[], columns = 80) {
  const { open, stdout, stderr } = testContext({ columns })
  return { code: await run(words, open), stdout: stdout(), stderr: stderr() }
}

const wordsOf = (line: string) => line.split(' ').filter((word) => word !== '')
const helpOf = async (line: string, columns?: number) =>
  (await call([...wordsOf(line), '--help'], columns)).stdout
const widest = (text: string) => Math.max(...text.split('\n').map((line) => line.length))

const COMMANDS = ['', ...declaredCommands().map(({ words }) => words)]
const TOPIC_NAMES = ['flags', 'environment', 'exit-codes']

describe('the help', () => {
  it.each(COMMANDS)('of "dgsh %s" is as agreed', async (line) => {
    const { code, stdout, stderr } = await call([...wordsOf(line), '--help'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    await expect(stdout).toMatchFileSnapshot(`help/${['dgsh', ...wordsOf(line)].join('-')}.txt`)
  })

  it.each(TOPIC_NAMES)('on %s is as agreed', async (topic) => {
    const { code, stdout, stderr } = await call(['help', topic])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    await expect(stdout).toMatchFileSnapshot(`help/topics/${topic}.txt`)
  })

  it.each(COMMANDS)(
    'of "dgsh %s" fits 80 columns, on a wide terminal, too, and has an example',
    async (line) => {
      expect(widest(await helpOf(line))).toBeLessThanOrEqual(80)
      expect(await helpOf(line, 200)).toBe(await helpOf(line))
      expect(examplesIn(await helpOf(line))).not.toEqual([])
    },
  )

  it.each(TOPIC_NAMES)('on %s fits 80 columns, on a wide terminal, too', async (topic) => {
    const { stdout } = await call(['help', topic])
    expect(widest(stdout)).toBeLessThanOrEqual(80)
    expect((await call(['help', topic], 200)).stdout).toBe(stdout)
  })

  it('of all commands fits one screen of 24 lines, prompt included', async () => {
    const lines = (await helpOf('')).trimEnd().split('\n')
    expect(lines.length).toBeLessThanOrEqual(23)
  })

  it.each(COMMANDS)('of "dgsh %s" needs at most three lines for a flag', async (line) => {
    const [, flags = ''] = /\nFlags:\n([\s\S]*?)\n\n/.exec(await helpOf(line)) ?? []
    expect(flags.split(/\n(?= {2}-)/).filter((flag) => flag.split('\n').length > 2)).toEqual([])
  })

  it.each(['', 'auth', 'creds', 'images', 'config', 'helper', 'projects', 'profiles'])(
    'of "dgsh %s" is what it prints without a verb',
    async (noun) => {
      expect(await call(wordsOf(noun))).toEqual(await call([...wordsOf(noun), '--help']))
    },
  )

  it('lists every command that there is', async () => {
    const names = declaredCommands().filter(({ command }) => command.parent?.parent === null)
    const text = await helpOf('')
    const shown = names.filter(({ words }) => new RegExp(`^.{14}${words} `, 'm').test(text))
    expect(names.filter((one) => !shown.includes(one)).map(({ words }) => words)).toEqual(['help', 'version'])
  })

  it.each(COMMANDS)('of "dgsh %s" is what "dgsh help" shows', async (line) => {
    expect(await call(['help', ...wordsOf(line)])).toEqual(await call([...wordsOf(line), '--help']))
  })

  it('is found by an alias, too', async () => {
    expect((await call(['help', 'creds', 'rm'])).stdout).toBe(await helpOf('creds delete'))
  })

  it.each([
    ['nonsense', 'dgsh --help'],
    ['creds nonsense', 'dgsh creds --help'],
    ['creds list nonsense', 'dgsh creds list --help'],
  ])('on %s is a usage error', async (line, hint) => {
    const { code, stdout, stderr } = await call(['help', ...wordsOf(line)])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toBe(
      `error: there is no command or help topic "${line}"\nhint: to see the commands and topics: ${hint}\n`,
    )
  })

  it('has no color, also on a terminal', async () => {
    const { open, stdout } = testContext({ isTTY: true })
    await run(['--help'], open)
    expect(stdout()).not.toContain('\x1b')
  })

  it.each(COMMANDS)(
    'of "dgsh %s" is wrapped on a narrow terminal; what can be pasted stays whole',
    async (line) => {
      const [text = ''] = (await helpOf(line, 52)).split(/\n(?:Examples:| {2}# )/)
      // The line that says how to call it is a command, too.
      expect(widest(text.replace(/^Usage: .*\n/, ''))).toBeLessThanOrEqual(52)
      expect(examplesIn(await helpOf(line, 52))).toEqual(examplesIn(await helpOf(line)))
    },
  )
})

/** The command lines below `# …` lines. */
function examplesIn(help: string): string[] {
  return [...help.matchAll(/^ {2}# .*\n {2}(\S.*)$/gm)].map(([, line = '']) => line)
}

/** The words of the dgsh call in a line for a shell. */
function callIn(line: string): string[] {
  const [, call = ''] = /(?:^|\$\(|\s)dgsh ([^|<>)]*)/.exec(line) ?? []
  return splitWords(call) ?? []
}

describe('an example', async () => {
  const lines = (await Promise.all(COMMANDS.map(async (line) => examplesIn(await helpOf(line))))).flat()

  it.each([...new Set(lines)])('can be pasted: %s', async (line) => {
    expect(line).toMatch(/(?:^|sudo |\$\()dgsh /)
    expect(line).not.toMatch(/…/)
    const reached: string[] = []
    // Up to where the first thing from outside is needed, the command checks its options.
    const outside = new Proxy({} as Context, {
      get: () => {
        throw new Error('outside')
      },
    })
    const root = declaredRoot(async (task) => {
      reached.push('performed')
      await task(outside, false).catch((error: unknown) => {
        if (error instanceof DgshError) throw error
      })
    })
    await root.parseAsync(callIn(line), { from: 'user' })
    expect(reached).toEqual(['performed'])
  })
})

describe('dgsh help environment', () => {
  const root = fileURLToPath(new URL('..', import.meta.url))
  const read = (name: string) => readFileSync(join(root, name), 'utf8')
  const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.startsWith(join('commands', 'help')))
    .map((name) => read(join('src', name)))
    .concat(read('bin/dgsh.js'))
  const listed = new Set(
    TOPICS.environment.groups.flatMap(({ rows }) => rows.flatMap(([names]) => names.split(', '))),
  )
  const upper = (name: string) => name.toUpperCase()
  /** What is read by its name: as a member, or by a text that looks like a variable of dgsh, Deepgram or an engine. */
  const variables = new Set(
    sources.flatMap((text) => [
      ...[...text.matchAll(/\benv\??\.([A-Za-z]+(?:_[A-Za-z]+)*)\b/g)].map(([, name = '']) => upper(name)),
      ...[...text.matchAll(/'((?:DGSH|DEEPGRAM|DOCKER)_[A-Z_]+|CI)'/g)].map(([, name = '']) => name),
    ]),
  )
  /** For tests and for programs that dgsh starts, and members of what is no environment. */
  const INTERNAL = [
    'DGSH_SANDBOX_CREDENTIAL',
    'DGSH_SANDBOX_SECRET',
    'DGSH_CREDENTIAL_ID',
    'DGSH_PASSED_ON',
    'DGSH_USERNAME',
    'INCOMING',
  ]

  it('lists every variable that is read', () => {
    expect(variables.size).toBeGreaterThan(25)
    expect([...variables].filter((name) => !listed.has(name) && !INTERNAL.includes(name))).toEqual([])
  })

  it('lists no variable that is not read', () => {
    const everything = sources.join('\n')
    expect([...listed].filter((name) => !new RegExp(`\\b${name}\\b`).test(everything))).toEqual([])
  })
})

describe('dgsh help exit-codes', () => {
  it('lists every code', () => {
    const rows = TOPICS['exit-codes'].groups.flatMap(({ rows: own }) => own)
    const listed = rows.flatMap(([codes]) => codes.split(', ').map(Number))
    expect(listed).toEqual([...new Set([0, ...Object.values(EXIT_CODES)])].sort((a, b) => a - b))
  })
})

describe('the aliases', () => {
  it.each([
    ['creds ls', 'creds list'],
    ['credentials list', 'creds list'],
    ['creds get', 'creds show'],
    ['creds rm', 'creds delete'],
    ['creds remove', 'creds delete'],
    ['projects ls', 'projects list'],
    ['images ls', 'images list'],
    ['config ls', 'config list'],
    ['profiles ls', 'profiles list'],
    ['profiles rm', 'profiles remove'],
    ['profiles delete', 'profiles remove'],
  ])('%s is %s', async (alias, line) => {
    expect(await helpOf(alias)).toBe(await helpOf(line))
  })
})

describe('dgsh version', () => {
  it('is what --version prints', async () => {
    expect(await call(['version'])).toEqual(await call(['--version']))
  })
})
