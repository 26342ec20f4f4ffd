import { describe, expect, it } from 'vitest'
import {
  ALL_PRODUCTS,
  compareScopes,
  KNOWN_SCOPES,
  opensEveryProduct,
  parseScope,
} from '../../src/credentials/scopes.ts'
import { errorOf } from '../helpers/thrown.ts'

const full = (name: string) => `self-hosted:product:${name}`

describe('parseScope', () => {
  it.each([
    ['api', full('api')],
    [' API ', full('api')],
    ['license-proxy', full('license-proxy')],
    ['self-hosted:product:engine', full('engine')],
    ['onprem:product:engine', full('engine')],
    ['Self-Hosted:Product:Engine', full('engine')],
    ['not-known-yet', full('not-known-yet')],
  ])('%j is %s', (text, scope) => {
    expect(parseScope(text)).toBe(scope)
  })

  it.each(['', ' ', '-api', 'api engine', 'api,engine', 'product:api', 'api/../x', 'é'])(
    'refuses %j as a usage error',
    async (text) => {
      expect(await errorOf(() => parseScope(text))).toMatchObject({
        code: 'usage',
        message: `--scope cannot be "${text}"`,
        hint: 'use the short name, such as api, engine, license-proxy',
      })
    },
  )

  it.each(['products', 'self-hosted:products', 'onprem:products'])(
    'does not let %s open everything by the way',
    async (text) => {
      expect(await errorOf(() => parseScope(text))).toMatchObject({
        code: 'usage',
        hint: expect.stringContaining('--all-products'),
      })
    },
  )

  it('takes all known scopes back', () => {
    expect(KNOWN_SCOPES.map(parseScope)).toEqual(KNOWN_SCOPES)
  })
})

describe('opensEveryProduct', () => {
  it.each<[scopes: readonly string[], opens: boolean]>([
    [KNOWN_SCOPES, true],
    [[...KNOWN_SCOPES, 'self-hosted:product:another'], true],
    [[ALL_PRODUCTS], true],
    [['onprem:products'], true],
    [KNOWN_SCOPES.slice(1), false],
    [[], false],
  ])('of %j is %s', (scopes, opens) => {
    expect(opensEveryProduct(scopes)).toBe(opens)
  })
})

describe('compareScopes', () => {
  it.each<[reason: string, asked: string[], granted: string[], extra: string[], missing: string[]]>([
    ['the same', ['api', 'engine'], ['engine', 'api'], [], []],
    ['more', ['api'], ['api', 'engine'], ['engine'], []],
    ['less', ['api', 'engine'], ['api'], [], ['engine']],
    ['others', ['api'], ['engine'], ['engine'], ['api']],
    ['none', ['api'], [], [], ['api']],
  ])('tells of %s', (_, asked, granted, extra, missing) => {
    expect(compareScopes(asked.map(full), granted.map(full))).toEqual({ extra, missing })
  })

  it('takes the old names for the same', () => {
    expect(compareScopes([full('api')], ['onprem:product:api'])).toEqual({ extra: [], missing: [] })
  })

  it('is content with whatever all products turn out to be', () => {
    expect(compareScopes([ALL_PRODUCTS], [full('api')])).toEqual({ extra: [], missing: [] })
  })
})
