import { describe, expect, it } from 'vitest'
import { holdsNothing, hostOf, loginOf, parseLoginConfig } from '../../src/engines/login-config.ts'

const base64 = (text: string) => Buffer.from(text).toString('base64')

describe('parseLoginConfig', () => {
  it('keeps the three fields that tell of logins, and no others', () => {
    const text = '{"auths":{"quay.io":{}},"credHelpers":{"gcr.io":"gcloud"},"credsStore":"pass","plugins":{}}'
    expect(parseLoginConfig(text)).toEqual({
      auths: new Map([['quay.io', {}]]),
      credHelpers: new Map([['gcr.io', 'gcloud']]),
      credsStore: 'pass',
    })
  })

  it.each(['', ' \n', 'null', '{}', '{"auths":null}', '{"auths":[],"credHelpers":7,"credsStore":""}'])(
    'takes %j for an empty config',
    (text) => {
      const config = parseLoginConfig(text)
      expect(config && holdsNothing(config)).toBe(true)
    },
  )

  it.each(['{"auths":', 'auths: {}', '[]', '7', '"text"', 'true'])('takes %j for no config', (text) => {
    expect(parseLoginConfig(text)).toBeUndefined()
  })

  it('reads nothing behind a byte order mark, as docker and podman do not', () => {
    expect(parseLoginConfig('\uFEFF{"credsStore":"pass"}')).toBeUndefined()
  })

  it('finds fields by their names in any case, and merges those of one name', () => {
    const text =
      '{"Auths":{"a":{"AUTH":"eDp5"}},"CREDSSTORE":"pass","auths":{"b":{"Username":"ada"}},"credshelpers":{}}'
    const config = parseLoginConfig(text)
    expect(config?.auths).toEqual(
      new Map([
        ['a', { auth: 'eDp5' }],
        ['b', { username: 'ada' }],
      ]),
    )
    expect(config?.credsStore).toBe('pass')
  })

  it('reads the first value of a text for docker, and nothing of such a text for podman', () => {
    const text = '{"credHelpers":{"quay.io":"pass"}} more'
    expect(parseLoginConfig(text, 'docker')?.credHelpers.get('quay.io')).toBe('pass')
    expect(parseLoginConfig(text, 'containers')).toBeUndefined()
  })

  it('reads for podman what podman knows', () => {
    const text = '{"auths":{"a":{"auth":"eDp5","username":"ada"}},"credsStore":"pass"}'
    const config = parseLoginConfig(text, 'containers')
    expect(config?.auths).toEqual(new Map([['a', { auth: 'eDp5' }]]))
    expect(config?.credsStore).toBeUndefined()
  })

  it('takes `__proto__` and `constructor` for names like others', () => {
    const config = parseLoginConfig(
      '{"auths":{"__proto__":{"auth":"eDp5"}},"__proto__":{"credsStore":"evil"}}',
    )
    expect(config?.auths.get('__proto__')).toEqual({ auth: 'eDp5' })
    expect(config?.auths.has('constructor')).toBe(false)
    expect(config?.credsStore).toBeUndefined()
  })
})

describe('loginOf', () => {
  it.each<[what: string, entry: unknown, username: string, secret: string]>([
    ['auth', { auth: base64('ada:SECRET') }, 'ada', 'SECRET'],
    ['colons in the secret', { auth: base64('ada:a:b:') }, 'ada', 'a:b:'],
    ['NUL bytes as padding', { auth: base64('ada:SECRET\0\0') }, 'ada', 'SECRET'],
    ['line breaks', { auth: `${base64('ada:SECRET')}\r\n` }, 'ada', 'SECRET'],
    ['other letters', { auth: base64('änne:gehëim') }, 'änne', 'gehëim'],
    ['no secret', { auth: base64('ada:') }, 'ada', ''],
    ['plain fields', { username: 'ada', password: 'SECRET' }, 'ada', 'SECRET'],
    ['both, where auth decides', { auth: base64('ada:SECRET'), username: 'bob' }, 'ada', 'SECRET'],
    ['a token beside a secret', { auth: base64('ada:SECRET'), identitytoken: 't' }, 'ada', 'SECRET'],
  ])('%s', (_, entry, username, secret) => {
    expect(loginOf(entry)).toEqual({ username, secret })
  })

  it.each<[what: string, entry: unknown]>([
    ['an empty entry', {}],
    ['only a mail address', { email: 'ada@example.com' }],
    ['an identity token', { identitytoken: 't' }],
    ['an identity token of a user', { auth: base64('ada:'), identitytoken: 't' }],
    ['a number', { auth: 7 }],
    ['a list', { auth: ['eDp5'] }],
    ['no base64', { auth: '%%%' }],
    ['no padding', { auth: base64('ada:S').replaceAll('=', '') }],
    ['a blank in the base64', { auth: ` ${base64('ada:SECRET')}` }],
    ['no colon', { auth: base64('ada') }],
    ['no user', { auth: base64(':SECRET') }],
    ['no object', 'eDp5'],
    ['null', null],
    ['a missing one', undefined],
  ])('%s is none', (_, entry) => {
    expect(loginOf(entry)).toBeUndefined()
  })
})

describe('hostOf', () => {
  it.each([
    ['quay.io', 'quay.io'],
    ['https://quay.io', 'quay.io'],
    ['http://quay.io/', 'quay.io'],
    ['https://quay.io/v1/', 'quay.io'],
    ['quay.io/deepgram', 'quay.io'],
    ['quay.io/deepgram/self-hosted-api', 'quay.io'],
    ['127.0.0.1:5000', '127.0.0.1:5000'],
    ['http://[::1]:5000/v2/', '[::1]:5000'],
    ['quay.io.example.com', 'quay.io.example.com'],
    ['https://example.com/quay.io', 'example.com'],
    ['', ''],
  ])('of %j is %j', (key, host) => {
    expect(hostOf(key)).toBe(host)
  })
})
