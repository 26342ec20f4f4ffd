import type { Mock } from 'vitest'
import { run } from '../../src/cli.ts'
import { testContext } from './context.ts'

/** Calls dgsh with a command whose second half is a mock, and gives the options that this was handed. */
export async function callVerb(verb: Mock<(options: object) => Promise<number>>, words: readonly string[]) {
  const { open, stderr } = testContext()
  const code = await run([...words], open)
  return { code, stderr: stderr(), options: verb.mock.calls[0]?.[0] }
}
