import { describe, expect, it } from 'vitest'
import { explainLoginFailure } from '../../../src/commands/login/failure.ts'
import type { ExecResult } from '../../../src/context.ts'
import { type ErrorCode, EXIT_CODES } from '../../../src/errors.ts'
import type { EngineName } from '../../../src/vocabulary.ts'
import { testContext } from '../../helpers/context.ts'
import { SECRET } from '../../helpers/samples.ts'

function explain(result: Partial<ExecResult>, engines: EngineName[] = ['docker']) {
  const { context } = testContext({ engines })
  context.protect(SECRET)
  const failed = { exitCode: 1, signal: undefined, stdout: '', stderr: '', startError: undefined, ...result }
  const login = {
    engine: { name: 'docker', path: '/usr/bin/docker' },
    registry: 'quay.io',
    username: 'deepgram+1',
  } as const
  return explainLoginFailure(failed, login, context)
}

describe('explainLoginFailure', () => {
  it.each<[stderr: string, code: ErrorCode, exitCode: number, sentence: string, hint: RegExp]>([
    ['unauthorized: no', 'login_refused', 6, 'quay.io refuses the login of deepgram+1', /secret belongs/],
    ['dial tcp: connection refused', 'registry_unreachable', 5, 'docker cannot reach quay.io', /network/],
    [
      'x509: unknown authority',
      'registry_unreachable',
      5,
      'docker does not trust the TLS connection to quay.io',
      /--engine podman/,
    ],
    [
      'Proxy Authentication Required',
      'registry_unreachable',
      5,
      'the proxy does not let docker through to quay.io',
      /HTTPS_PROXY/,
    ],
    [
      'error storing credentials',
      'login_refused',
      6,
      'docker could not keep the login: its credential store does not work',
      /credsStore/,
    ],
    [
      'toomanyrequests: slow down',
      'rate_limited',
      5,
      'quay.io answers that there were too many requests',
      /wait/,
    ],
    ['who knows', 'login_refused', 6, 'docker could not log in to quay.io', /--debug/],
  ])('makes one sentence of "%s", with the last line of docker', (stderr, code, exitCode, sentence, hint) => {
    expect(explain({ stderr: `before\n${stderr}\n` })).toMatchObject({
      code,
      message: `${sentence} (docker: ${stderr})`,
      hint: expect.stringMatching(hint),
    })
    expect(EXIT_CODES[code]).toBe(exitCode)
  })

  it.each([
    [
      'Could not find robot with username: deepgram+1 and supplied password.',
      /does not belong to this credential/,
    ],
    ['Could not find robot with specified username', /was deleted, or its id is mistyped/],
    ['Robot deepgram+1 owner deepgram is disabled', /Deepgram support/],
    ['authentication required', /still exists/],
  ])("tells Quay's reasons for a refusal apart: %s", (reason, hint) => {
    expect(explain({ stderr: `unauthorized: ${reason}` }).hint).toMatch(hint)
  })

  it.each([126, 127])('takes exit code %i of a wrapper as an engine that does not work', (exitCode) => {
    expect(explain({ exitCode, stderr: 'docker: not found' })).toMatchObject({
      code: 'engine_failed',
      message: 'docker does not work here (docker: docker: not found)',
    })
  })

  it('tells of an engine that cannot be started, and of the others', () => {
    const result = { exitCode: undefined, startError: 'EACCES' }
    expect(explain(result)).toMatchObject({
      code: 'engine_failed',
      message: '/usr/bin/docker cannot be started (EACCES)',
      hint: 'check that docker is installed properly',
    })
    expect(explain(result, ['docker', 'podman']).hint).toBe('installed too: --engine podman')
  })

  it('goes by stdout when stderr is empty', () => {
    expect(explain({ stdout: 'unauthorized: no\n' }).message).toContain('(docker: unauthorized: no)')
  })

  it('says nothing in parentheses when the engine said nothing', () => {
    expect(explain({}).message).toBe('docker could not log in to quay.io')
  })

  it('does not call a login refused when a signal ended the engine', () => {
    expect(explain({ exitCode: undefined, signal: 'SIGKILL' }).code).toBe('engine_failed')
  })

  it('hides a secret that the engine repeats', () => {
    const error = explain({ stderr: `unauthorized: ${SECRET} is wrong` })
    expect(error.message).toContain('(docker: unauthorized: [redacted] is wrong)')
    expect(error.message + error.hint).not.toContain(SECRET)
  })

  it('takes what could steer the terminal out of what the engine says', () => {
    expect(explain({ stderr: 'unauthorized: \x1b[2Ja\u202eb\x07\n' }).message).toContain(
      '(docker: unauthorized: ab)',
    )
  })
})
