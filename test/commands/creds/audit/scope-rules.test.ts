import { describe, expect, it } from 'vitest'
import { audit } from '../../../../src/commands/creds/audit/rules.ts'
import { facts, findingsIn, fresh, NARROW, scopesOf } from './facts.ts'

const PRODUCTS = ['api', 'engine', 'license-proxy', 'billing', 'dgtools', 'hotpepper', 'metrics-server']

describe('the scopes', () => {
  it.each<[scopes: string[], findings: string[]]>([
    [scopesOf('api', 'engine'), []],
    [scopesOf('api', 'engine', 'license-proxy'), []],
    [scopesOf('license-proxy'), []],
    [[], []],
    [scopesOf('billing'), []],
    [scopesOf('dgtools', 'billing'), []],
    [scopesOf('api', 'billing'), ['excess-scopes medium 1']],
    [scopesOf('api', 'engine', 'voice-agent'), ['excess-scopes medium 1']],
    [scopesOf(...PRODUCTS.slice(1)), ['excess-scopes medium 1']],
    [scopesOf(...PRODUCTS), ['all-products high 1']],
    [scopesOf(...PRODUCTS, 'voice-agent'), ['all-products high 1']],
    [PRODUCTS.map((product) => `onprem:product:${product}`), ['all-products high 1']],
    [['self-hosted:products'], ['all-products high 1']],
    [['onprem:products'], ['all-products high 1']],
    [['onprem:product:api', 'self-hosted:product:api'], []],
  ])('%j: %j', (scopes, expected) => {
    expect(findingsIn([fresh(1, { scopes })])).toEqual(expected)
  })

  it.each<[scopes: string[], message: RegExp, fix: string]>([
    [scopesOf(...PRODUCTS), /^opens every product;/, NARROW],
    [scopesOf('api', 'engine', 'billing', 'dgtools'), /^opens billing, dgtools beside/, NARROW],
    [
      scopesOf('license-proxy', 'billing'),
      /^opens billing beside/,
      'dgsh creds create --scope license-proxy',
    ],
  ])('%j are told, with what could take their place', (scopes, message, fix) => {
    const [finding] = audit([fresh(1, { scopes })], facts())
    expect(finding).toMatchObject({ fix, message: expect.stringMatching(message) })
  })
})
