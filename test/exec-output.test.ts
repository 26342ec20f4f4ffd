import { describe, expect, it } from 'vitest'
import { runProgram } from '../src/exec.ts'
import { keepBeginning } from '../src/exec-output.ts'

describe('keepBeginning', () => {
  it.each([
    [['abc', 'de'], 10, 'abcde'],
    [['abc', 'de'], 4, 'abcd'],
    [['abc', 'de', 'f'], 3, 'abc'],
    [['abc'], 0, ''],
  ])('keeps of %j at most %i bytes: %j', (chunks, limit, kept) => {
    const { transform } = keepBeginning(limit)
    const all = chunks.flatMap((chunk) => [...transform(Buffer.from(chunk))])
    expect(Buffer.concat(all).toString()).toBe(kept)
  })
})

it('a program that prints more than is kept comes to its own end', async () => {
  const script =
    'const piece = "x".repeat(1 << 20); for (let n = 0; n < 110; n += 1) process.stdout.write(piece)'
  const options = { env: process.env, signal: new AbortController().signal }
  const result = await runProgram(
    { file: process.execPath, args: ['-e', `${script}; process.exitCode = 3`] },
    options,
  )
  expect(result).toMatchObject({ exitCode: 3, signal: undefined, startError: undefined })
  expect(result.stdout).toHaveLength(64 * 1024 * 1024)
})
