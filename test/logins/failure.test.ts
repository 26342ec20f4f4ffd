import { describe, expect, it } from 'vitest'
import { type ErrorCode, EXIT_CODES } from '../../src/errors.ts'
import { explainLoginFailure } from '../../src/logins/failure.ts'
import type { ExecResult } from '../../src/ports.ts'
import type { EngineName } from '../../src/vocabulary.ts'
import { testContext } from '../helpers/context.ts'
import { SECRET } from '../helpers/samples.ts'

function explain(result: Partial<ExecResult>, engines: EngineName[] = ['docker']) {
  const { context } = testContext({ engines })
  context.redaction.protect(SECRET)
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
    [
      'Get "https://quay.io/v2/": dial tcp: no',
      'registry_unreachable',
      5,
      'docker cannot reach quay.io',
      /network/,
    ],
    [
      'Get "https://quay.io/v2/": x509: unknown authority',
      'registry_unreachable',
      5,
      'docker does not trust the TLS connection to quay.io',
      /--engine podman/,
    ],
    [
      'Get "https://quay.io/v2/": Proxy Authentication Required',
      'registry_unreachable',
      5,
      'the proxy does not let docker through to quay.io',
      /HTTPS_PROXY/,
    ],
    [
      'Error saving credentials: error storing credentials - err: exit status 1',
      'login_refused',
      6,
      'docker could not keep the login: its credential store does not work',
      /: dgsh doctor$/,
    ],
    [
      'toomanyrequests: slow down',
      'rate_limited',
      5,
      'quay.io answers that there were too many requests',
      /wait/,
    ],
    [
      'login attempt to https://quay.io/v2/ failed with status: 403 Forbidden',
      'login_refused',
      6,
      'quay.io, or a filter on the way to it, forbids the login',
      /dgsh verify/,
    ],
    [
      'login attempt to https://quay.io/v2/ failed with status: 502 Bad Gateway',
      'server_error',
      5,
      'quay.io fails to answer the login',
      /later/,
    ],
    [
      'Get "https://quay.io/v2/": denied: <html>Blocked</html>',
      'invalid_response',
      5,
      'a web page answers the login in place of quay.io',
      /browser/,
    ],
    [
      'Get "https://quay.io/v2/": no realm specified for token auth challenge',
      'invalid_response',
      5,
      'quay.io does not answer as a registry does',
      /name of the registry/,
    ],
    [
      'Get "https://quay.io/v2/": http: server gave HTTP response to HTTPS client',
      'registry_unreachable',
      5,
      'docker wants TLS, and quay.io answers without it',
      /name and the port/,
    ],
    [
      'Error saving credentials: rename a b: device or resource busy',
      'login_refused',
      6,
      'docker could not write the login to its config file',
      /mount its directory/,
    ],
    [
      'unable to resolve docker endpoint: context "colima": context not found',
      'engine_failed',
      1,
      'docker is set to a context that does not exist',
      /docker context use default/,
    ],
    ['Failed to initialize: no', 'engine_failed', 1, 'docker does not work as it is set up', /DOCKER_HOST/],
  ])('makes one sentence of "%s", with the words of docker', (stderr, code, exitCode, sentence, hint) => {
    expect(explain({ stderr: `before\n${stderr}\n` })).toMatchObject({
      code,
      message: `${sentence} (docker: ${stderr.replace(/<.*/, '(a web page)')})`,
      hint: expect.stringMatching(hint),
    })
    expect(EXIT_CODES[code]).toBe(exitCode)
  })

  it('does not guess: what is not known is what docker says', () => {
    expect(explain({ stderr: 'before\nwho knows\n' })).toMatchObject({
      code: 'login_refused',
      message: 'docker could not log in to quay.io; docker says: who knows',
      hint: expect.stringMatching(/--debug/),
    })
  })

  it.each([
    ['device or resource busy', /mounted by itself/],
    ['invalid cross-device link', /link to another file system/],
    ['file exists', /a directory stands/],
    ['is a directory', /a directory stands/],
    ['not a directory', /is a file/],
    ['permission denied', /owner and the permissions/],
    ['read-only file system', /owner and the permissions/],
    ['no space left on device', /make room/],
    ['something else', /check the directory/],
  ])('says what to do about a config file that cannot be written: %s', (errno, hint) => {
    const stderr = `Error saving credentials: rename /x/config.json1 /x/config.json: ${errno}\n`
    expect(explain({ stderr }).hint).toMatch(hint)
  })

  it.each([
    ['docker', '127.0.0.1:5000', /28\.4 .*start the daemon, or use another engine/],
    ['podman', '127.0.0.1:5000', /--tls-verify=false/],
    ['podman', 'registry.example.com', /name and the port/],
  ] as const)('says what to do without TLS: %s at %s', (name, registry, hint) => {
    const { context } = testContext({ engines: [name] })
    const stderr = `Error: Get "https://${registry}/v2/": http: server gave HTTP response to HTTPS client\n`
    const failed = { exitCode: 1, signal: undefined, stdout: '', stderr, startError: undefined }
    const login = { engine: { name, path: `/usr/bin/${name}` }, registry, username: 'deepgram+1' }
    expect(explainLoginFailure(failed, login, context).hint).toMatch(hint)
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
    expect(explain({ stderr: `Get "https://quay.io/v2/": unauthorized: ${reason}` }).hint).toMatch(hint)
  })

  it.each([126, 127])('takes exit code %i of a wrapper as an engine that does not work', (exitCode) => {
    expect(explain({ exitCode, stderr: 'docker: not found' })).toMatchObject({
      code: 'engine_failed',
      message: 'docker does not work here (docker: docker: not found)',
    })
  })

  it('goes by stdout when stderr is empty', () => {
    expect(explain({ stdout: 'unauthorized: no\n' }).message).toContain('(docker: unauthorized: no)')
  })

  it('says nothing in parentheses when the engine said nothing', () => {
    expect(explain({}).message).toBe('docker could not log in to quay.io')
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
