import { expect } from 'vitest'
import { type ErrorCode, EXIT_CODES } from '../../src/errors.ts'
import type { ProgramResult } from './run-program.ts'

/** What an error must say. */
export interface ExpectedError {
  code: ErrorCode
  /** In its sentence. */
  message?: string | RegExp
  /** In its hint. */
  hint?: string | RegExp
}

/** What no message for people may hold: a stack, an object dump, a value that was forgotten. */
const NOISE = /\n\s+at |\[object|undefined|\bNaN\b|node:internal|Error: .*\n\s+at/

/**
 * Expects that dgsh ended as the contract has it for errors: the exit code, nothing on stdout, one `error:` line and
 * one `hint:`.
 */
export function expectError(result: ProgramResult, expected: ExpectedError): void {
  const { stderr, stdout, code } = result
  expect(code, stderr).toBe(EXIT_CODES[expected.code])
  expect(stdout).toBe('')
  expect(stderr).not.toMatch(NOISE)
  expect(stderr.match(/^error: .+$/gm) ?? [], stderr).toHaveLength(1)
  expect(stderr.match(/^hint: .+$/gm) ?? [], stderr).toHaveLength(1)
  expectWords(/^error: (.+)$/m.exec(stderr)?.[1], /^hint: ([\s\S]+)/m.exec(stderr)?.[1], expected)
}

/** Expects the same of a call with `-o json`: one object on one line, after any notes. */
export function expectJsonError(result: ProgramResult, expected: ExpectedError): void {
  const { stderr, stdout, code } = result
  const exitCode = EXIT_CODES[expected.code]
  expect(code, stderr).toBe(exitCode)
  expect(stdout).toBe('')
  expect(stderr).not.toMatch(NOISE)
  const lines = stderr.trimEnd().split('\n')
  const { error } = JSON.parse(lines.at(-1) ?? '')
  expect(error).toMatchObject({ code: expected.code, exit_code: exitCode, message: expect.any(String) })
  expect(lines.filter((line) => /^(?:error|hint):/.test(line))).toEqual([])
  expectWords(error.message, error.hint, expected)
}

function expectWords(message: string | undefined, hint: string | undefined, expected: ExpectedError): void {
  expect(message).toMatch(expected.message ?? /./)
  expect(hint).toMatch(expected.hint ?? /./)
}
