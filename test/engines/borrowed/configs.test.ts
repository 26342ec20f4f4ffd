import { describe, expect, it } from 'vitest'
import {
  authFileWith,
  dockerConfigWith,
  plainConfigWith,
  variableWith,
} from '../../../src/engines/borrowed/configs.ts'
import { type ReadableConfig, readableConfig } from '../../../src/engines/borrowed/readable.ts'
import type { LoginFileKind } from '../../../src/engines/login-files.ts'

const LENT = { registry: 'quay.io', auth: 'bGVudDpTRUNSRVQ=' }
const OURS = '"quay.io":{"auth":"bGVudDpTRUNSRVQ="}'
const OTHER = Buffer.from('other:PASSWORD').toString('base64')

function read(text: string, kind: LoginFileKind = 'docker'): ReadableConfig {
  const config = readableConfig(text, kind)
  if (config === undefined) throw new Error(`not readable: ${text}`)
  return config
}

/** Keys by which a file of the user may have a login of the same registry. */
const COMPETING = [
  'quay.io',
  'https://quay.io',
  'http://quay.io/',
  'quay.io/v1/',
  'quay.io/deepgram',
  'QUAY.io',
]

describe("docker's config file with a login", () => {
  it.each<[title: string, own: string, expected: string]>([
    ['is only that', '', `{"auths":{${OURS}}}`],
    ['is only that beside null', 'null', `{"auths":{${OURS}}}`],
    [
      'has every other setting as the file writes it, known or not',
      '{ "detachKeys": "ctrl-q,q", "HttpHeaders": {"X-Meta": "a  b"},\n "unknown": [1.50, 1e400, {"a":1,"a":2}], "currentContext":"far" }',
      `{"auths":{${OURS}},"detachKeys":"ctrl-q,q","HttpHeaders":{"X-Meta": "a  b"},"unknown":[1.50, 1e400, {"a":1,"a":2}],"currentContext":"far"}`,
    ],
    [
      'has the logins of other registries as they are',
      `{"auths": {"r.example": { "auth": "${OTHER}", "more": 1 }, "quay.io.example": {}, "sub.quay.io": {}}}`,
      `{"auths":{"r.example":{ "auth": "${OTHER}", "more": 1 },"quay.io.example":{},"sub.quay.io":{},${OURS}}}`,
    ],
    [
      'has an empty helper for the registry where a store has all others',
      '{"credsStore": "pass"}',
      `{"auths":{${OURS}},"credHelpers":{"quay.io":""},"credsStore":"pass"}`,
    ],
    [
      'has the helpers of others, and not that of the registry',
      '{"credHelpers": {"gcr.io": "gcloud", "quay.io": "pass"}}',
      `{"auths":{${OURS}},"credHelpers":{"gcr.io":"gcloud"}}`,
    ],
    [
      'takes fields in any case, and merges those of one name, as Go does',
      `{"Auths": {"a": {}, "b": {"auth":"${OTHER}"}}, "CREDHELPERS": {"quay.io": "pass"}, "auths": {"b": {}}, "credsStore":"", "credſStore": "pass"}`,
      `{"auths":{"a":{},"b":{},${OURS}},"credHelpers":{"quay.io":""},"credsStore":"","credſStore":"pass"}`,
    ],
    ['forgets what null takes back', '{"auths": {"a": {}}, "auths": null}', `{"auths":{${OURS}}}`],
    [
      'leaves out what stands behind the first value',
      '{"psFormat":"x"} {"a":1}',
      `{"auths":{${OURS}},"psFormat":"x"}`,
    ],
    [
      'leaves out what docker cannot decode, and only that',
      `{"auths":{"a":{"auth":5,"username":"u"},"b":{"auth":"${OTHER}"},"c":1},"proxies":{"default":{"httpProxy":1,"noProxy":"x"}},"credsStore":[],"experimental":true}`,
      `{"auths":{"a":{"auth":"","username":"u"},"b":{"auth":"${OTHER}"},"c":{},${OURS}},"proxies":{"default":{"httpProxy":"","noProxy":"x"}}}`,
    ],
    [
      'leaves out an auth that is no login',
      '{"auths":{"a":{"auth":"no base64"},"b":{"auth":""}}}',
      `{"auths":{"b":{"auth":""},${OURS}}}`,
    ],
    [
      'takes a map of the wrong type for an empty one',
      '{"auths":[1],"credHelpers":7}',
      `{"auths":{${OURS}}}`,
    ],
  ])('%s', (_, own, expected) => {
    expect(dockerConfigWith(read(own), LENT)).toBe(`${expected}\n`)
  })

  it.each(COMPETING)('has no login of %s beside it', (key) => {
    const own = JSON.stringify({ AUTHS: { [key]: { auth: OTHER } }, credHelpers: { [key]: 'pass' } })
    expect(dockerConfigWith(read(own), LENT)).toBe(`{"auths":{${OURS}}}\n`)
  })

  it('is no copy of what is no JSON object', () => {
    for (const text of ['{', '[]', '"a"', '\uFEFF{}', '{"a":1,}'])
      expect(readableConfig(text, 'docker')).toBeUndefined()
  })
})

describe('the config file of what knows no empty helper', () => {
  it('names the store for each registry that it keeps a login of, but for the lent one', () => {
    const own = '{"credsStore":"pass","credHelpers":{"gcr.io":"gcloud"},"proxies":{}}'
    const servers = ['https://index.docker.io/v1/', 'quay.io', 'https://quay.io', 'gcr.io', 'r.example:5000']
    const helpers = '"gcr.io":"gcloud","index.docker.io":"pass","r.example:5000":"pass"'
    expect(plainConfigWith(read(own, 'helm'), LENT, servers)).toBe(
      `{"auths":{${OURS}},"credHelpers":{${helpers}},"proxies":{}}\n`,
    )
  })

  it('is that of docker where no store has all others', () => {
    const own = `{"auths":{"a":{"auth":"${OTHER}"}},"credHelpers":{"gcr.io":"gcloud"}}`
    expect(plainConfigWith(read(own, 'helm'), LENT, [])).toBe(dockerConfigWith(read(own), LENT))
  })
})

describe('the file of podman and its kin with a login', () => {
  const entry = (name: string) => `{"auth":"${name}"}`
  const files = (...texts: string[]) =>
    authFileWith(
      texts.map((text) => read(text, 'containers')),
      LENT,
    )

  it.each<[title: string, own: string[], auths: string, helpers?: string]>([
    ['is only that', [], ''],
    [
      'has the logins of others',
      [`{"auths":{"a":${entry('x')}, "a/b":${entry('y')}},"proxies":{}}`],
      `"a":${entry('x')},"a/b":${entry('y')},`,
    ],
    [
      'has of several files what is found first',
      [
        `{"auths":{"a":${entry('1')},"b/c":${entry('1')}}}`,
        `{"auths":{"a":${entry('2')},"https://a/x":${entry('2')},"a/b":${entry('2')},"ab":${entry('2')},"b":${entry('2')},"b/c/d":${entry('2')}}}`,
      ],
      `"a":${entry('1')},"b/c":${entry('1')},"ab":${entry('2')},"b":${entry('2')},`,
    ],
    [
      'looks further behind an entry that holds nothing',
      [`{"auths":{"a":{},"b":{"auth":""}}}`, `{"auths":{"a":${entry('2')},"b":{"identitytoken":"t"}}}`],
      `"a":${entry('2')},"b":{"identitytoken":"t"},`,
    ],
    [
      'has the helpers of others, unless a former file has a login there',
      [
        `{"auths":{"a/b":${entry('1')}},"credHelpers":{"c":"one","quay.io":"one"}}`,
        `{"auths":{"c":${entry('2')}},"credHelpers":{"a":"two","c":"two","d":"two"}}`,
      ],
      `"a/b":${entry('1')},`,
      '"c":"one","d":"two"',
    ],
    ['has no store, which they do not know', ['{"credsStore":"pass"}'], ''],
    [
      "keeps the login of another's namespace",
      [`{"auths":{"quay.io/deepgram-labs":${entry('x')},"quay.io/ours/api":${entry('y')}}}`],
      `"quay.io/deepgram-labs":${entry('x')},"quay.io/ours/api":${entry('y')},`,
    ],
  ])('%s', (_, own, auths, helpers) => {
    const rest = helpers === undefined ? '' : `,"credHelpers":{${helpers}}`
    expect(files(...own)).toBe(`{"auths":{${auths}${OURS}}${rest}}\n`)
  })

  it.each([...COMPETING, 'quay.io/', 'quay.io/deepgram/self-hosted-api'])(
    'has no login of %s beside it',
    (key) => {
      const own = JSON.stringify({ auths: { [key]: { auth: OTHER } }, CredHelpers: { [key]: 'pass' } })
      expect(files(own)).toBe(`{"auths":{${OURS}}}\n`)
    },
  )
})

describe('DOCKER_AUTH_CONFIG with a login', () => {
  it.each<[value: string, expected: string | undefined]>([
    ['{}', `{"auths":{${OURS}}}`],
    [
      `{"auths": {"r.example": {"auth": "${OTHER}"}, "https://quay.io": {"auth":"x"}}}`,
      `{"auths":{"r.example":{"auth": "${OTHER}"},${OURS}}}`,
    ],
    [
      '{"credsStore":"ecr","unknown":{"a":1.0},"credHelpers":{"x":"y"}}',
      `{"auths":{${OURS}},"credHelpers":{"x":"y"},"credsStore":"ecr","unknown":{"a":1.0}}`,
    ],
    ['', `{"auths":{${OURS}}}`],
    ['no JSON', undefined],
    ['[]', undefined],
  ])('in place of %j', (value, expected) => {
    expect(variableWith(value, LENT)?.trimEnd()).toBe(expected)
  })
})
