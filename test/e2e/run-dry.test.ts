import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { runDgsh } from '../helpers/dgsh.ts'
import { expectError, expectJsonError } from '../helpers/expect-error.ts'
import { API_KEY } from '../helpers/samples.ts'
import { temporaryHome } from '../helpers/temporary.ts'

/** A standard input that never says anything, and for which Node does not wait: it has nothing left to do then. */
const SILENT_INPUT = `
const { Readable } = require('node:stream')
const stdin = new Readable({ read() {} })
Object.defineProperty(process, 'stdin', { value: stdin })
`

it('ends with a failure that names what was waited for when Node has nothing left to do', async () => {
  const home = temporaryHome()
  const file = join(home.path, 'silent.cjs')
  writeFileSync(file, SILENT_INPUT)
  const env = { NODE_OPTIONS: `--require ${file}` }
  const args = ['auth', 'login', '--key-stdin', '--store', 'file']
  const expected = { code: 'internal', message: 'still waiting for standard input' } as const
  expectError(withoutNote(await runDgsh(args, { home, env })), expected)
  expectJsonError(await runDgsh([...args, '-o', 'json'], { home, env }), expected)
})

it('takes no more than a megabyte from standard input', async () => {
  const args = ['auth', 'login', '--key-stdin', '--store', 'file']
  const result = await runDgsh(args, { input: API_KEY.repeat(30_000) })
  expectError(withoutNote(result), { code: 'usage', message: '1 MB', hint: 'alone' })
})

/** The place of the key is told of first. */
function withoutNote<Result extends { stderr: string }>(result: Result): Result {
  expect(result.stderr).toMatch(/^note: /)
  return { ...result, stderr: result.stderr.replace(/^note: .*\n/, '') }
}
