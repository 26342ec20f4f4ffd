import type { ExecRequest, ExecResult } from '../../src/ports.ts'
import type { ProgramAccess } from '../../src/store/program.ts'

/** A program that answers from memory, and what it was asked. */
export interface FakeProgram extends ProgramAccess {
  requests: ExecRequest[]
  messages: string[]
}

/** How a run of a program ends, with exit code 0 and no output where nothing is said. */
export function ended(result: Partial<ExecResult> = {}): ExecResult {
  return { exitCode: 0, signal: undefined, stdout: '', stderr: '', startError: undefined, ...result }
}

/** A program whose answer is computed from the request. */
export function fakeProgram(answer: (request: ExecRequest) => Partial<ExecResult>): FakeProgram {
  const requests: ExecRequest[] = []
  const messages: string[] = []
  return {
    requests,
    messages,
    timeoutMs: 2000,
    debug: (message) => void messages.push(message),
    exec: async (request) => {
      requests.push(request)
      return ended(answer(request))
    },
  }
}
