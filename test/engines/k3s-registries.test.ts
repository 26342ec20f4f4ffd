import { describe, expect, it } from 'vitest'
import { loginsOfNode } from '../../src/engines/k3s-registries.ts'

const AUTH = Buffer.from('ada:SECRET:1').toString('base64')

/** What is found, each login as `key user secret`; undefined for what is no such file. */
async function found(text: string, registry = 'quay.io', wants?: (username: string) => boolean) {
  const logins = await loginsOfNode(text, { registry, ...(wants === undefined ? {} : { wants }) })
  return logins && [...logins].map(([key, { username, secret }]) => `${key} ${username} ${secret}`)
}

/** A file with these entries below `configs`. */
const configs = (lines: string) => `mirrors:\n  docker.io: {}\nconfigs:\n${lines}`

describe('loginsOfNode', () => {
  it.each<[what: string, text: string, logins: string[]]>([
    [
      'user and password',
      configs('  quay.io:\n    auth:\n      username: ada\n      password: SECRET'),
      ['quay.io ada SECRET'],
    ],
    ['both in base64', configs(`  "quay.io":\n    auth: {auth: ${AUTH}}`), ['quay.io ada SECRET:1']],
    [
      'both: the plain one counts',
      configs(`  quay.io: {auth: {username: bob, password: S, auth: ${AUTH}}}`),
      ['quay.io bob S'],
    ],
    [
      'a path',
      configs('  quay.io/deepgram: {auth: {username: ada, password: S}}'),
      ['quay.io/deepgram ada S'],
    ],
    ['all registries', configs('  "*": {auth: {username: ada, password: S}}'), ['* ada S']],
    ['capitals', configs('  QUAY.IO: {auth: {username: ada, password: S}}'), ['QUAY.IO ada S']],
    [
      'JSON, which YAML includes',
      '{"configs":{"quay.io":{"auth":{"username":"ada","password":"S"}}}}',
      ['quay.io ada S'],
    ],
    [
      'an anchor and a merge',
      'x: &x {username: ada, password: S}\nconfigs: {quay.io: {auth: {<<: *x}}}',
      ['quay.io ada S'],
    ],
    [
      'a byte order mark',
      `\ufeff${configs('  quay.io: {auth: {username: ada, password: S}}')}`,
      ['quay.io ada S'],
    ],
  ])('finds a login given as %s', async (_, text, logins) => {
    expect(await found(text)).toEqual(logins)
  })

  it('finds those of whoever is wanted under every key, too', async () => {
    const entry = (key: string, user: string) => `  ${key}: {auth: {username: ${user}, password: S}}\n`
    const text = configs(entry('quay.io', 'bob') + entry('mirror.example', 'ada') + entry('gcr.io', 'bob'))
    const wanted = ['quay.io bob S', 'mirror.example ada S']
    expect(await found(text, 'quay.io', (username) => username === 'ada')).toEqual(wanted)
  })

  it.each<[what: string, text: string]>([
    ['nothing', ''],
    ['a comment', '# mirrors:\n'],
    ['null', 'null'],
    ['mirrors only', 'mirrors:\n  quay.io:\n    endpoint: ["https://mirror.example.com"]'],
    ['another registry', configs('  quay.io.example.com: {auth: {username: ada, password: S}}')],
    ['another port', configs('  quay.io:5000: {auth: {username: ada, password: S}}')],
    ['TLS only', configs('  quay.io: {tls: {insecure_skip_verify: true}}')],
    ['no value', configs('  quay.io:')],
    ['a list of entries', 'configs: [quay.io]'],
    ['a number for a user', configs('  quay.io: {auth: {username: 7, password: S}}')],
    ['a text for the entry', configs('  quay.io: ada')],
  ])('finds none in a file with %s', async (_, text) => {
    expect(await found(text)).toEqual([])
  })

  it.each<[what: string, text: string]>([
    ['a text', 'quay.io'],
    ['a list', '- quay.io'],
    ['an open bracket', 'configs: {quay.io: {auth: {username: ada, password: SECRET'],
    ['tabs', 'configs:\n\tquay.io:\n\t\tauth:\n'],
    ['two documents', 'configs: {}\n---\nconfigs: {}\n'],
    ['an unknown alias', 'configs: *missing'],
    ['bytes', '\u0000\u0001\u0002: ['],
    [
      'aliases that multiply',
      `${Array.from(
        { length: 30 },
        (_, n) =>
          `a${n}: &a${n} [${
            n === 0
              ? 'x'
              : Array(9)
                  .fill(`*a${n - 1}`)
                  .join(', ')
          }]`,
      ).join('\n')}\nconfigs: *a29\n`,
    ],
    ['a depth that exhausts the stack', `configs: ${'['.repeat(50_000)}`],
  ])('takes %s for no such file', async (_, text) => {
    expect(await found(text)).toBeUndefined()
  })

  it('reads odd entries, which hide no other', async () => {
    const text = configs(
      '  __proto__: {auth: {username: x, password: y}}\n  constructor: 7\n  7: null\n  quay.io: !odd {auth: !!map {username: ada, password: S}}',
    )
    expect(await found(text)).toEqual(['quay.io ada S'])
  })
})
