import { describe, expect, it } from 'vitest'
import {
  eraseRequest,
  getRequest,
  helperProgram,
  listRequest,
  readFields,
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
