import { describe, expect, it } from 'vitest'
import { type CopierName, copyArguments, inspectArguments } from '../../../src/images/mirror/copier.ts'
import { loginConfig } from '../../../src/images/mirror/source-login.ts'

const FAR = 'quay.io/deepgram/x:1'
const NEAR = 'localhost:5000/x:1'

describe('copyArguments', () => {
  it.each<[name: CopierName, source: string, target: string, authFile: string | undefined, line: string]>([
    ['skopeo', FAR, 'r.example.com/x:1', undefined, `copy --all docker://${FAR} docker://r.example.com/x:1`],
    [
      'skopeo',
      FAR,
      NEAR,
      '/run/a',
      `copy --all --src-authfile /run/a --dest-tls-verify=false docker://${FAR} docker://${NEAR}`,
    ],
    ['skopeo', NEAR, FAR, undefined, `copy --all --src-tls-verify=false docker://${NEAR} docker://${FAR}`],
    ['crane', FAR, NEAR, undefined, `copy ${FAR} ${NEAR}`],
    ['regctl', FAR, FAR, undefined, `image copy ${FAR} ${FAR}`],
    ['regctl', FAR, NEAR, undefined, `image copy --host reg=localhost:5000,tls=disabled ${FAR} ${NEAR}`],
  ])('%s from %s to %s', (name, source, target, authFile, line) => {
    expect(copyArguments(name, { source, target, authFile }).join(' ')).toBe(line)
  })
})

describe('inspectArguments', () => {
  it.each<[name: CopierName, target: string, line: string]>([
    ['skopeo', FAR, `inspect --raw docker://${FAR}`],
    ['skopeo', NEAR, `inspect --raw --tls-verify=false docker://${NEAR}`],
    ['crane', NEAR, `digest ${NEAR}`],
    ['regctl', NEAR, `image digest --host reg=localhost:5000,tls=disabled ${NEAR}`],
  ])('%s at %s', (name, target, line) => {
    expect(inspectArguments(name, target).join(' ')).toBe(line)
  })
})

describe('loginConfig', () => {
  const config = (own: unknown, destination = 'r.example.com') => {
    const text = typeof own === 'string' ? own : JSON.stringify(own)
    return JSON.parse(loginConfig({ registry: 'quay.io', auth: 'abc', destination, own: text }))
  }
  const source = { 'quay.io': { auth: 'abc' } }

  it.each<[title: string, own: unknown, expected: object]>([
    ['no config', '', { auths: source, credHelpers: {} }],
    ['no JSON', '{', { auths: source, credHelpers: {} }],
    [
      'logins',
      { auths: { 'https://r.example.com/': { auth: 'x' }, other: { auth: 'y' }, 'quay.io': { auth: 'z' } } },
      { auths: { 'https://r.example.com/': { auth: 'x' }, ...source }, credHelpers: {} },
    ],
    [
      'a store, and the empty entry that goes with it',
      { auths: { 'r.example.com': {} }, credsStore: 'pass', proxies: {} },
      { auths: source, credHelpers: { 'r.example.com': 'pass' } },
    ],
    [
      'a helper of its own',
      { credsStore: 'pass', credHelpers: { 'r.example.com': 'ecr-login', 'quay.io': 'pass' } },
      { auths: source, credHelpers: { 'r.example.com': 'ecr-login' } },
    ],
  ])('takes over of the own config what is for the destination: %s', (_, own, expected) => {
    expect(config(own)).toEqual(expected)
  })

  it('has the login of the source also where the destination is at the same registry', () => {
    const own = { auths: { 'quay.io': { auth: 'own' } }, credsStore: 'pass' }
    expect(config(own, 'quay.io')).toEqual({ auths: source, credHelpers: {} })
  })
})
