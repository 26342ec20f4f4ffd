import { describe, expect, it } from 'vitest'
import { run } from '../src/cli.ts'
import { DgshError, type ErrorCode, EXIT_CODES } from '../src/errors.ts'
import { apiContext } from './helpers/api-context.ts'
import { type TestSetup, testContext } from './helpers/context.ts'
import { API_KEY, CREDENTIALS_PATH, idOf, listAnswer, listEntry } from './helpers/samples.ts'

async function call(line: string, setup: TestSetup = {}) {
  const { open, stdout, stderr } = testContext(setup)
  return {
    code: await run(
      line.split(' ').filter((word) => word !== ''),
      open,
    ),
    stdout: stdout(),
    stderr: stderr(),
  }
}

describe('global options', () => {
  it.each([
    '-o json config get registry --registry r.example',
    'config --registry r.example -o json get registry',
    'config get registry --registry=r.example --output=json',
    'config get registry --registry r.example --json',
    '--registry r.example --json config get registry',
  ])('count before and after the verb: %s', async (line) => {
    const { code, stdout } = await call(line)
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toEqual({ key: 'registry', value: 'r.example', source: 'option' })
  })

  it.each([
    ['-q', `${idOf(1)}\n`],
    ['-o id', `${idOf(1)}\n`],
    ['-o tsv --columns id,provider --no-header', `${idOf(1)}\tquay\n`],
  ])('choose what is shown: %s', async (flags, text) => {
    const { open, stdout } = await apiContext({
      [`GET ${CREDENTIALS_PATH}`]: { body: listAnswer(listEntry(1)) },
    })
    expect(await run(['creds', 'list', ...flags.split(' ')], open)).toBe(0)
    expect(stdout()).toBe(text)
  })

  it('are not taken from behind --', async () => {
    const { code, stderr } = await call('config get registry -- --json')
    expect(code).toBe(2)
    expect(stderr).toMatch(/^error: too many arguments/)
  })
})

describe('a wrong command line', () => {
  it.each([
    ['crds', "unknown command 'crds'", 'did you mean: dgsh creds\n'],
    ['creds lst', "unknown command 'lst'", 'did you mean: dgsh creds list\n'],
    [
      'creds list --scop api',
      "unknown option '--scop'",
      'did you mean --scope? see: dgsh creds list --help\n',
    ],
    ['--nonsense', "unknown option '--nonsense'", 'see: dgsh help flags\n'],
    ['nonsense', "unknown command 'nonsense'", 'to see the commands: dgsh --help\n'],
    ['config get', "missing required argument 'key'", 'see: dgsh config get --help\n'],
    ['config get color', "'color' is invalid for argument 'key'", 'see: dgsh config get --help\n'],
    ['config get registry extra', 'too many arguments', 'see: dgsh config get --help\n'],
    ['login --engine rkt', "argument 'rkt' is invalid", 'see: dgsh login --help\n'],
    ['login --tls-verify maybe', '--tls-verify cannot be "maybe"', 'give true or false'],
    ['auth login --store keychains', '--store cannot be "keychains"', 'use keychain, file'],
    ['creds list --limit 0', '--limit cannot be "0"', 'from 1'],
    ['creds list --older-than 90', '--older-than cannot be "90"', '90d'],
    ['creds list --sort size', "argument 'size' is invalid", 'see: dgsh creds list --help\n'],
    ['config list --timeout x', '--timeout cannot be "x"', 'seconds'],
    ['config list -o xml', '--output cannot be "xml"', 'table, wide, json'],
    ['config list --columns nope', 'there is no column "nope"', 'the columns are: key'],
    ['config list --profile', "option '--profile <name>' argument missing", 'see: dgsh help flags\n'],
    ['creds nonsense', "unknown command 'nonsense'", 'to see the commands: dgsh creds --help\n'],
    ['creds help', "unknown command 'help'", 'did you mean: dgsh creds --help\n'],
    ['ls', "unknown command 'ls'", 'did you mean: dgsh creds list\n'],
    ['list', "unknown command 'list'", 'did you mean: dgsh creds list\n'],
    ['rotate', "unknown command 'rotate'", 'did you mean: dgsh creds rotate\n'],
    ['tags', "unknown command 'tags'", 'did you mean: dgsh images tags\n'],
    ['creds list --jsn', "unknown option '--jsn'", 'did you mean --json? see: dgsh creds list --help\n'],
  ])('ends with 2 and one sentence: %s', async (line, message, hint) => {
    const { code, stdout, stderr } = await call(line)
    expect(code).toBe(EXIT_CODES.usage)
    expect(stdout).toBe('')
    const [first, second] = stderr.split('\n')
    expect(first).toMatch(/^error: /)
    expect(first).toContain(message)
    expect(second).toMatch(/^hint: /)
    expect(stderr).toContain(hint)
  })

  it.each(['-o json crds', 'crds --json', 'crds --output=json', 'crds -ojson'])(
    'is one JSON object when JSON is asked for: %s',
    async (line) => {
      const { code, stdout, stderr } = await call(line)
      expect(code).toBe(2)
      expect(stdout).toBe('')
      expect(stderr).toMatch(/^\{.*\}\n$/)
      expect(JSON.parse(stderr)).toEqual({
        error: {
          code: 'usage',
          message: "unknown command 'crds'",
          hint: 'did you mean: dgsh creds',
          exit_code: 2,
        },
      })
    },
  )
})

describe('the hint of an error', () => {
  it.each(['creds list --profile staging', 'creds list --profile staging --json'])(
    'repeats the options of the command line: %s',
    async (line) => {
      const { stderr } = await call(line)
      expect(stderr).toContain('store a key: dgsh auth login --profile staging')
    },
  )
})

describe('the version', () => {
  it.each(['--version', '-V'])('is printed by %s, alone on a line', async (flag) => {
    const { code, stdout, stderr } = await call(flag)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })
})

describe('the exit code', () => {
  it.each(Object.entries(EXIT_CODES) as [ErrorCode, number][])(
    'of the error %s is %i',
    async (code, exitCode) => {
      const { context } = testContext()
      const settings = () => Promise.reject(new DgshError(code, 'no'))
      expect(await run(['config', 'list'], () => ({ ...context, settings }))).toBe(exitCode)
    },
  )

  it.each(['interrupted', 'terminated'] as const)('is all there is to tell when it was %s', async (code) => {
    const { open, stderr } = testContext({
      isTTY: true,
      columns: 400,
      questions: [{ secret: 'API key', answer: new DgshError(code, code) }],
    })
    expect(await run(['auth', 'login', '--store', 'file'], open)).toBe(EXIT_CODES[code])
    expect(stderr()).toMatch(/^note: [^\n]*\n$/)
  })
})

describe('a bug', () => {
  const bugIn = (flags = {}) => {
    const made = testContext({ flags })
    const broken = () => Promise.reject(new TypeError(`cannot read hunter22 of ${API_KEY}`))
    const { context } = made
    context.redaction.protect(API_KEY)
    return { ...made, open: () => ({ ...context, settings: broken }) }
  }

  it('ends with 1, asks for a report, and shows nothing of its text', async () => {
    const { open, stdout, stderr } = bugIn()
    expect(await run(['config', 'list'], open)).toBe(1)
    expect(stdout()).toBe('')
    expect(stderr()).toBe(
      'error: this is a bug in dgsh (TypeError)\nhint: please report it with the command and what --debug prints\n',
    )
  })

  it('has the code "internal" in JSON', async () => {
    const { open, stderr } = bugIn()
    expect(await run(['config', 'list', '--json'], open)).toBe(1)
    expect(JSON.parse(stderr())).toMatchObject({ error: { code: 'internal', exit_code: 1 } })
  })

  it('shows its stack with --debug, without the API key', async () => {
    const { open, stderr } = bugIn({ debug: true })
    expect(await run(['config', 'list'], open)).toBe(1)
    expect(stderr()).toMatch(/^debug: TypeError: cannot read hunter22 of \[redacted\]\s+at /)
    expect(stderr()).not.toContain(API_KEY)
  })
})

describe('an error', () => {
  it('never shows the API key, also when the server repeats it', async () => {
    const script = { [`GET ${CREDENTIALS_PATH}`]: { status: 400, body: `bad key ${API_KEY}` } }
    const { open, stderr } = await apiContext(script, { flags: { debug: true } })
    expect(await run(['creds', 'list', '--debug'], open)).toBe(1)
    expect(stderr()).toContain('error: Deepgram refuses the request with status 400 (bad key [redacted])\n')
    expect(stderr()).not.toContain(API_KEY)
  })
  it.each(['--debug', '--json'])('never shows it in any field of the answer (%s)', async (flag) => {
    const body = { err_code: API_KEY, err_msg: API_KEY, request_id: API_KEY }
    const { open, stderr } = await apiContext({ [`GET ${CREDENTIALS_PATH}`]: { status: 403, body } })
    expect(await run(['creds', 'list', flag], open)).toBe(3)
    expect(stderr()).toContain('[redacted]')
    expect(stderr()).not.toContain(API_KEY)
  })
})
