import { describe, expect, it } from 'vitest'
import { droppedPlaces, judgeLoginFile } from '../../src/engines/login-file-faults.ts'
import type { LoginFileKind } from '../../src/engines/login-files.ts'
import type { FileText } from '../../src/engines/read-login-file.ts'

const base64 = (text: string) => Buffer.from(text).toString('base64')
const LOGIN = { auth: base64('ada:SECRET') }

/** The faults as `loss place problem`, or `stop …` where the login fails. */
function judge(kind: LoginFileKind, config: unknown, content?: FileText): string[] {
  const text = typeof config === 'string' ? config : JSON.stringify(config)
  return judgeLoginFile({ kind, content: content ?? { text }, registry: 'quay.io' }).map(
    ({ isLoss, place, problem }) => `${isLoss ? 'loss' : 'stop'} ${place}: ${problem}`,
  )
}

const MORE_THAN_ONCE = 'is there more than once, with different values'
const NO_AUTH = 'is not "user:secret" in base64'

// All of these were seen with docker 28.2 and podman 4.3: see the differential test, test/e2e/config-loss.test.ts.
describe("docker's config file", () => {
  it.each<[what: string, config: unknown]>([
    ['blank', ' \n'],
    ['null', 'null'],
    ['with other logins', { auths: { 'other.example': LOGIN, 'quay.io': LOGIN } }],
    ['with a login in plain fields', { auths: { 'other.example': { username: 'ada', password: 'S' } } }],
    ['with null for an entry', { auths: { 'other.example': null } }],
    [
      'with null for every field',
      { auths: null, HttpHeaders: null, psFormat: null, pruneFilters: null, plugins: null },
    ],
    ['with unknown names', { future: [1], auths: { 'other.example': { ...LOGIN, note: 5 } } }],
    ['with names in another case', '{"AUTHS":{"a":{"Auth":"eDp5"}},"CredsStore":"pass"}'],
    ['with a field twice, of which one is merged', '{"auths":{"a":{"auth":"eDp5"}},"auths":{"b":{}}}'],
    [
      'with an undecodable entry that the login replaces',
      { auths: { 'quay.io': { auth: '%' } }, psFormat: 'x' },
    ],
    ['with a wrong type that the login replaces', { auths: { 'quay.io': { auth: 5 } } }],
    ['with a former login twice', '{"auths":{"quay.io":{"auth":"eDp5"},"quay.io":null,"a":{"auth":"eDp5"}}}'],
    ['with a header twice that docker sets', '{"HttpHeaders":{"User-Agent":"a","User-Agent":"b"}}'],
    ['with a wrong type in an unknown field', { stackOrchestrator: 5 }],
  ])('%s is sound', (_, config) => {
    expect(judge('docker', config)).toEqual([])
  })

  it.each<[config: unknown, faults: string[]]>([
    ['\uFEFF{}', ['loss : begins with a byte order mark']],
    ['{"auths":', ['loss : is not valid JSON (line 1, column 10)']],
    ['{"auths":{},}', ['loss : is not valid JSON (line 1, column 13)']],
    ['{} {"auths":{}}', ['loss : has something behind the end of its JSON']],
    ['[]', ['loss : must be an object']],
    ['"text"', ['loss : must be an object']],
    [{ auths: { 'other.example': { auth: 'no base64' } } }, [`loss auths["other.example"].auth: ${NO_AUTH}`]],
    [{ auths: { a: { auth: base64('no colon') } } }, [`loss auths["a"].auth: ${NO_AUTH}`]],
    [{ auths: { a: { auth: base64(':no user') } } }, [`loss auths["a"].auth: ${NO_AUTH}`]],
    [{ auths: { 'quay.io': { auth: '%' }, a: LOGIN } }, [`loss auths["quay.io"].auth: ${NO_AUTH}`]],
    [{ auths: { 'quay.io': 5, a: LOGIN } }, ['loss auths["quay.io"]: must be an object']],
    [{ auths: [] }, ['loss auths: must be an object']],
    [{ auths: { a: { username: 5 } } }, ['loss auths["a"].username: must be a string']],
    [{ HttpHeaders: [] }, ['loss HttpHeaders: must be an object']],
    [{ HttpHeaders: { A: 5 } }, ['loss HttpHeaders["A"]: must be a string']],
    [{ detachKeys: 5 }, ['loss detachKeys: must be a string']],
    [{ credsStore: { linux: 'pass' } }, ['loss credsStore: must be a string']],
    [{ credHelpers: { a: null, b: ['pass'] } }, ['loss credHelpers["b"]: must be a string']],
    [{ proxies: [] }, ['loss proxies: must be an object']],
    [{ proxies: { default: { noProxy: ['a'] } } }, ['loss proxies["default"].noProxy: must be a string']],
    [{ plugins: { p: { enabled: true } } }, ['loss plugins["p"]["enabled"]: must be a string']],
    [{ aliases: 'x' }, ['loss aliases: must be an object']],
    [{ features: { buildkit: true } }, ['loss features["buildkit"]: must be a string']],
    [{ experimental: true }, ['loss experimental: must be a string']],
    [{ pruneFilters: 'a' }, ['loss pruneFilters: must be a list']],
    [{ cliPluginsExtraDirs: ['a', 5] }, ['loss cliPluginsExtraDirs[1]: must be a string']],
    ['{"credsStore":"a","CredsStore":"b"}', [`loss CredsStore: ${MORE_THAN_ONCE}`]],
    ['{"auths":{"a":{"auth":"eDp5"}},"auths":null}', [`loss auths: ${MORE_THAN_ONCE}`]],
    ['{"detachKeys":"\\ud800"}', ['loss detachKeys: holds a character that is no Unicode']],
  ])('%j would lose something', (config, faults) => {
    expect(judge('docker', config)).toEqual(faults)
  })

  it.each<[content: FileText, faults: string[]]>([
    [{ text: '', isMissing: true }, []],
    [{ text: '', isMissing: true, isBelowFile: true }, ['stop : cannot be there: its directory is a file']],
    [{ text: '{}', isUtf8: false }, ['loss : is not UTF-8']],
    [{ reason: 'denied', problem: 'cannot be read (EACCES)' }, ['loss : cannot be read (EACCES)']],
    [{ reason: 'not-regular', problem: 'is not a regular file' }, ['stop : is not a regular file']],
  ])('that is read as %j', (content, faults) => {
    expect(judge('docker', '', content)).toEqual(faults)
  })
})

describe('the file of podman, skopeo and buildah', () => {
  it.each<[what: string, config: unknown]>([
    [
      'with other logins',
      { auths: { 'other.example': LOGIN, 'quay.io/deepgram': { ...LOGIN, identitytoken: 't' } } },
    ],
    ['with an undecodable entry of another', { auths: { 'other.example': { auth: '%' } } }],
    ['with unknown names', { future: 5, auths: { a: { note: 5 } } }],
    ["with docker's settings that are empty", { credsStore: '', HttpHeaders: {}, psFormat: null }],
    [
      'as kubectl makes it',
      { auths: { a: { ...LOGIN, username: 'ada', password: 'SECRET', email: 'a@b.c' } } },
    ],
    ['with a former login in another form', { auths: { 'quay.io': { username: 'ada', password: 'S' } } }],
  ])('%s is sound', (_, config) => {
    expect(judge('containers', config)).toEqual([])
  })

  const NOT_KEPT = "is docker's, and is not kept"
  it.each<[config: unknown, faults: string[]]>([
    ['', ['stop : is empty']],
    ['\uFEFF{}', ['stop : begins with a byte order mark']],
    ['{', ['stop : is not valid JSON (line 1, column 2)']],
    ['{} x', ['stop : has something behind the end of its JSON']],
    ['[]', ['stop : must be an object']],
    [{ auths: { a: { auth: 5 } } }, ['stop auths["a"].auth: must be a string']],
    [{ auths: { 'quay.io': { auth: '%' } } }, [`stop auths["quay.io"].auth: ${NO_AUTH}`]],
    [{ credHelpers: [] }, ['stop credHelpers: must be an object']],
    ['{"auths":{"a":{"auth":"eDp5"},"a":{}}}', [`loss auths["a"]: ${MORE_THAN_ONCE}`]],
    [
      { credsStore: 'pass', Proxies: { a: {} } },
      [`loss credsStore: ${NOT_KEPT}`, `loss Proxies: ${NOT_KEPT}`],
    ],
    [{ auths: { a: { username: 'u', password: 'p' } } }, [`loss auths["a"]: ${NOT_KEPT}`]],
    [{ auths: { a: { ...LOGIN, registrytoken: 't' } } }, [`loss auths["a"]: ${NOT_KEPT}`]],
    ['{"auths":{"a":{"registrytoken":"t"},"a":null}}', [`loss auths["a"]: ${NOT_KEPT}`]],
    [{ auths: { a: { registrytoken: 5 } } }, [`loss auths["a"]: ${NOT_KEPT}`]],
  ])('%j is not', (config, faults) => {
    expect(judge('containers', config)).toEqual(faults)
  })
})

describe("helm's file", () => {
  it.each<[config: unknown, faults: string[]]>([
    [{ auths: { a: { auth: '%' } }, future: 5 }, []],
    ['', []],
    ['{', ['stop : is not valid JSON (line 1, column 2)']],
    [{ auths: [] }, ['stop auths: must be an object']],
    ['{} x', ['loss : has something behind the end of its JSON']],
  ])('%j', (config, faults) => {
    expect(judge('helm', config)).toEqual(faults)
  })
})

describe('droppedPlaces', () => {
  it.each<[kind: LoginFileKind, config: object, places: string[]]>([
    [
      'docker',
      { future: 5, auths: { a: { note: 5 } }, proxies: { p: { ftp: 'x' } } },
      ['future', 'auths["a"].note', 'proxies["p"].ftp'],
    ],
    ['docker', { HttpHeaders: { 'user-agent': 'x', A: 'b' } }, ['HttpHeaders["user-agent"]']],
    ['containers', { future: 5, HttpHeaders: { 'user-agent': 'x' } }, ['future']],
    ['helm', { future: 5 }, []],
  ])('of %s in %j', (kind, config, places) => {
    expect(droppedPlaces({ kind, content: { text: JSON.stringify(config) } })).toEqual(places)
  })
})
