import { describe, expect, it } from 'vitest'
import { bindLogin, loginHeaders } from '../../src/http/bound-login.ts'
import { createHttpClient } from '../../src/http/client.ts'
import { startOtherHost } from '../helpers/other-host.ts'
import { errorOf } from '../helpers/thrown.ts'

const login = bindLogin('Token key', new URL('https://api.deepgram.com/v1'))

describe('loginHeaders', () => {
  it.each([
    'https://api.deepgram.com/',
    'https://api.deepgram.com:443//evil/x',
    'https://API.deepgram.com/a?b#c',
  ])('gives the login for %s', (url) => {
    expect(loginHeaders(new URL(url), login)).toEqual({ authorization: 'Token key' })
  })

  it.each([
    'http://api.deepgram.com/',
    'https://api.deepgram.com:8443/',
    'https://api.deepgram.com.evil/',
    'https://evil/api.deepgram.com',
    'https://api.deepgram.com@evil/',
    'https://user@api.deepgram.com/',
    'blob:https://api.deepgram.com/',
    'https://:password@api.deepgram.com/',
  ])('refuses %s', async (url) => {
    expect(await errorOf(() => loginHeaders(new URL(url), login))).toMatchObject({ code: 'invalid_response' })
  })

  it('gives none without one, and refuses one in the URL even then', async () => {
    expect(loginHeaders(new URL('https://example.com'), undefined)).toEqual({})
    const url = new URL('https://user:password@example.com')
    expect(await errorOf(() => loginHeaders(url, undefined))).toMatchObject({ code: 'invalid_response' })
  })
})

describe('the client', () => {
  it('sends nothing at all when the login is for another origin', async () => {
    const { host, requests } = await startOtherHost()
    const client = createHttpClient({
      timeoutSeconds: 5,
      userAgent: 'dgsh/test',
      env: {},
      signal: new AbortController().signal,
      debug: () => {},
      peer: { unreachable: 'unreachable', setting: 'x' },
    })
    const request = { method: 'GET', url: new URL(`http://${host}/`), headers: {}, login } as const
    expect(await errorOf(() => client.send(request))).toMatchObject({ code: 'invalid_response' })
    expect(requests).toEqual([])
  })
})
