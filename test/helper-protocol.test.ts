import { describe, expect, it } from 'vitest'
import {
  eraseRequest,
  getRequest,
  helperProgram,
  hostOfServer,
  listRequest,
  loginAnswer,
  readEntry,
  readFields,
  readServer,
  storeRequest,
} from '../src/helper-protocol.ts'

describe('a request', () => {
  const server = 'https://quay.io'
  const stored = '{"ServerURL":"https://quay.io","Username":"ada","Secret":"x:\\"y"}\n'

  it.each([
    [listRequest(), { args: ['list'], input: 'unused' }],
    [getRequest(server), { args: ['get'], input: server }],
    [eraseRequest(server), { args: ['erase'], input: server }],
    [storeRequest({ server, username: 'ada', secret: 'x:"y' }), { args: ['store'], input: stored }],
  ])('%j', (request, expected) => {
    expect(request).toEqual(expected)
    expect(helperProgram('pass')).toBe('docker-credential-pass')
  })
})

describe('readFields', () => {
  it.each<[answer: string, fields: [string, unknown][] | undefined]>([
    ['{"Username":"ada","Secret":"x"}\n', Object.entries({ Username: 'ada', Secret: 'x' })],
    ['{"__proto__":"ada"}', [['__proto__', 'ada']]],
    ['null', []],
    ['[]', undefined],
    ['"x"', undefined],
    ['credentials not found in native keychain\n', undefined],
    ['', undefined],
  ])('%j', (answer, fields) => {
    const read = readFields(answer)
    expect(read && [...read]).toEqual(fields)
  })
})

describe('hostOfServer', () => {
  it.each([
    ['quay.io', 'quay.io'],
    ['QUAY.io', 'quay.io'],
    ['https://quay.io', 'quay.io'],
    ['HTTP://quay.io/', 'quay.io'],
    ['https://index.docker.io/v1/', 'index.docker.io'],
    ['quay.io/deepgram/self-hosted-api', 'quay.io'],
    ['https://quay.io?x=/y', 'quay.io'],
    ['quay.io#x', 'quay.io'],
    ['registry.example.com:5000/v2/', 'registry.example.com:5000'],
    ['https://[::1]:5000/v2/', '[::1]:5000'],
    ['https://', ''],
    ['ftp://quay.io', 'ftp:'],
    ['', ''],
  ])('of %j is %j', (server, host) => {
    expect(hostOfServer(server)).toBe(host)
  })
})

describe('readServer', () => {
  it.each(['quay.io', 'quay.io\n', 'quay.io\r\n', '\n quay.io \r\n\n', 'quay\n.io'])(
    'of %j is quay.io',
    (input) => {
      expect(readServer(input)).toBe('quay.io')
    },
  )
})

describe('readEntry', () => {
  const entry = { server: 'quay.io', username: 'ada', secret: 'x:"y"\u{1f511}' }

  it('reads what storeRequest writes, and fills in what is missing', () => {
    expect(readEntry(storeRequest(entry).input)).toEqual(entry)
    expect(readEntry('{"ServerURL":"quay.io","More":1}')).toEqual({
      server: 'quay.io',
      username: '',
      secret: '',
    })
  })

  it.each(['', '{', '[]', 'null', '"x"', '{"ServerURL":1}', '{"Username":null}', '{"Secret":{}}'])(
    'does not read %j',
    (input) => {
      expect(readEntry(input)).toBeUndefined()
    },
  )

  it('is what an answer to get is made of', () => {
    expect(loginAnswer(entry)).toBe(storeRequest(entry).input)
  })
})
