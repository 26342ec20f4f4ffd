import { describe, expect, it } from 'vitest'
import { errorOfConnection, type Peer } from '../../src/http/connection-failures.ts'

const api: Peer = { unreachable: 'unreachable', setting: 'the API URL: dgsh config get api_url' }
const route = { host: 'api.test', proxy: undefined }

describe('errorOfConnection', () => {
  it.each<[code: string, message: string, sentence: string, hint: RegExp]>([
    ['ENOTFOUND', '', 'api.test cannot be found: the name does not resolve', /network/],
    ['EAI_AGAIN', '', 'api.test cannot be found: the name service does not answer', /network/],
    ['ECONNREFUSED', '', 'api.test refuses the connection', /HTTPS_PROXY/],
    ['ECONNRESET', '', 'api.test closed the connection in the middle', /network/],
    ['EPIPE', '', 'api.test closed the connection in the middle', /network/],
    ['ENETUNREACH', '', 'api.test cannot be reached from this network', /network/],
    ['EHOSTUNREACH', '', 'api.test cannot be reached from this network', /network/],
    ['ETIMEDOUT', '', 'api.test does not answer', /network/],
    ['EWHATEVER', '', 'api.test cannot be reached (EWHATEVER)', /network/],
    ['', '', 'api.test cannot be reached', /network/],
    [
      'CERT_HAS_EXPIRED',
      '',
      'the TLS connection to api.test is not to be trusted (CERT_HAS_EXPIRED)',
      /SSL_CERT_FILE/,
    ],
    [
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      '',
      'the TLS connection to api.test is not to be trusted (DEPTH_ZERO_SELF_SIGNED_CERT)',
      /SSL_CERT_FILE/,
    ],
    [
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      '',
      'the TLS connection to api.test is not to be trusted (UNABLE_TO_GET_ISSUER_CERT_LOCALLY)',
      /SSL_CERT_FILE/,
    ],
    [
      'ERR_TLS_CERT_ALTNAME_INVALID',
      '',
      'the TLS connection to api.test is not to be trusted (ERR_TLS_CERT_ALTNAME_INVALID)',
      /SSL_CERT_FILE/,
    ],
    ['EPROTO', '', 'the TLS connection to api.test is not to be trusted (EPROTO)', /SSL_CERT_FILE/],
    [
      'ERR_GOT_REQUEST_ERROR',
      'Bad response: 407',
      'the proxy does not let dgsh through to api.test (status 407)',
      /user and password/,
    ],
    [
      'ERR_GOT_REQUEST_ERROR',
      'Bad response: 503',
      'the proxy does not let dgsh through to api.test (status 503)',
      /NO_PROXY/,
    ],
  ])('makes of %s %s', (code, message, sentence, hint) => {
    expect(errorOfConnection({ code, message }, route, api)).toMatchObject({
      code: 'unreachable',
      message: sentence,
      hint: expect.stringMatching(hint),
    })
  })

  it("does not pass the library's message on, which may hold the request", () => {
    expect(errorOfConnection({ code: 'EWHATEVER', message: 'Token abc' }, route, api).message).not.toContain(
      'abc',
    )
  })

  it('blames the proxy for what happens on the way to it, and the host for the rest', () => {
    const proxied = { host: 'api.test', proxy: 'proxy.test:3128' }
    expect(errorOfConnection({ code: 'ECONNREFUSED', message: '' }, proxied, api).message).toBe(
      'the proxy proxy.test:3128 refuses the connection',
    )
    expect(errorOfConnection({ code: 'ECONNRESET', message: '' }, proxied, api).message).toMatch(
      /^api\.test /,
    )
  })

  it('takes what cannot be unpacked for a wrong answer', () => {
    expect(errorOfConnection({ code: 'Z_DATA_ERROR', message: '' }, route, api).code).toBe('invalid_response')
  })

  it.each([
    ['ECONNREFUSED', ''],
    ['CERT_HAS_EXPIRED', ''],
    ['ERR_GOT_REQUEST_ERROR', 'Bad response: 503'],
  ])('names the setting, and has the code, of whom the request was for: %s', (code, message) => {
    const registry: Peer = { unreachable: 'registry_unreachable', setting: 'the registry (--registry)' }
    const error = errorOfConnection({ code, message }, route, registry)
    expect(error.code).toBe('registry_unreachable')
    expect(error.hint).not.toContain('API URL')
  })
})
