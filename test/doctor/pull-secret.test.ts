import { describe, expect, it } from 'vitest'
import { judgePullSecret } from '../../src/doctor/pull-secret.ts'
import { checkPullSecret } from '../../src/doctor/pull-secret-check.ts'
import type { ExecResult } from '../../src/ports.ts'
import { testContext } from '../helpers/context.ts'
import { idOf, SECRET } from '../helpers/samples.ts'

const USER = `deepgram+${idOf(1)}`
const place = { context: 'my prod', namespace: 'speech', secretName: 'dg-regcred' }

function secretOf(content: unknown, type = CONFIG_JSON): string {
  const text = typeof content === 'string' ? content : JSON.stringify(content)
  return JSON.stringify({
    kind: 'Secret',
    type,
    data: { [type === CONFIG ? '.dockercfg' : '.dockerconfigjson']: Buffer.from(text).toString('base64') },
  })
}

const login = (username: string, password = SECRET) => ({
  auth: Buffer.from(`${username}:${password}`).toString('base64'),
})

const CONFIG_JSON = 'kubernetes.io/dockerconfigjson'
const CONFIG = 'kubernetes.io/dockercfg'

const auths = (entries: unknown) => secretOf({ auths: entries })
const flat = (entries: unknown) => secretOf(entries, CONFIG)
const base64 = (text: string) => Buffer.from(text).toString('base64')

const inNamespace = "kubectl --context='my prod' --namespace=speech"

/** The fix where the secret is a pull secret of one credential: it is made anew from that. */
const EXPORT = new RegExp(
  `^dgsh export k8s(?: ${idOf(1)})? --namespace speech \\| ${inNamespace} replace --force -f -$`,
)
/** The fix where the secret holds other logins, too: it is replaced when the file with all of them can be read, and else left alone. */
const REPLACE = new RegExp(
  `^${inNamespace} create secret generic dg-regcred .* --dry-run=client -o yaml \\| ${inNamespace} replace --force -f -$`,
)
/** The fix where it is something else, which dgsh does not replace. */
const LIST = new RegExp(`^${inNamespace} get secrets --field-selector type=kubernetes\\.io/dockerconfigjson$`)

function judge(text: string) {
  const finding = judgePullSecret(text, { place, registry: 'quay.io' })
  expect(JSON.stringify(finding)).not.toContain(SECRET)
  return finding
}

describe('a pull secret that works', () => {
  const USUAL = new RegExp(`speech logs in to quay\\.io as deepgram\\+${idOf(1)}$`)
  const byKey = (key: string) => `as ${USER}; its key ${key} matches all of Deepgram's images`
  it.each<[string, string, RegExp | string]>([
    ['as it should be', auths({ 'quay.io': login(USER) }), USUAL],
    [
      'with the fields instead of auth',
      auths({ 'quay.io': { username: USER, password: SECRET } }),
      /quay\.io as/,
    ],
    [
      'with a path, which kubelets know',
      auths({ 'quay.io/deepgram': login(USER) }),
      byKey('quay.io/deepgram'),
    ],
    ['with a URL', auths({ 'https://quay.io/v2/': login(USER) }), byKey('https://quay.io/v2/')],
    ['with a glob', auths({ '*.io': login(USER) }), byKey('*.io')],
    ['of the older type', flat({ 'quay.io': login(USER) }), USUAL],
    [
      'with auth, which overrides the other fields',
      auths({ 'quay.io': { ...login(USER), username: 'x', password: ' ' } }),
      USUAL,
    ],
    ['with auth without padding', auths({ 'quay.io': { auth: login(USER).auth.replace(/=+$/, '') } }), USUAL],
    [
      'with a login that works beside one that does not: a kubelet tries both',
      auths({ 'quay.io': login(USER), 'quay.io/deepgram': login('somebody') }),
      USUAL,
    ],
  ])('%s', (_, text, message) => {
    const matching =
      typeof message === 'string' ? expect.stringContaining(message) : expect.stringMatching(message)
    expect(judge(text)).toEqual({ name: 'pull-secret', status: 'pass', message: matching, fix: null })
  })
})

describe('a pull secret for some images', () => {
  it('is a warning that names them', () => {
    expect(judge(auths({ 'quay.io/deepgram/self-hosted-api': login(USER) }))).toMatchObject({
      status: 'warn',
      message: expect.stringMatching(
        /its key quay\.io\/deepgram\/self-hosted-api matches quay\.io\/deepgram\/self-hosted-api; it has logins for .* only, and none for quay\.io\/deepgram\/self-hosted-engine$/,
      ),
      fix: expect.stringMatching(EXPORT),
    })
  })
})

describe('a pull secret that does not work', () => {
  it.each<[string, string, RegExp, RegExp?]>([
    ['of another type', secretOf({ auths: {} }, 'Opaque'), /type Opaque/],
    ['that is no JSON', secretOf('hello'), /no JSON/],
    ['with a byte order mark', secretOf(`\ufeff{"auths":{}}`), /no JSON/],
    ['without the key', '{"type":"kubernetes.io/dockerconfigjson","data":{}}', /no JSON/],
    [
      'of one type with the key of the other',
      secretOf({ 'quay.io': login(USER) }, CONFIG).replace('".dockercfg"', '".dockerconfigjson"'),
      /no JSON in \.dockercfg/,
    ],
    ['without logins', auths({}), /no login, and none for quay\.io/, EXPORT],
    [
      'with a flat map in the newer type',
      secretOf({ 'quay.io': login(USER) }),
      /no login, and none for/,
      EXPORT,
    ],
    ['with auths in the older type', flat({ auths: { 'quay.io': login(USER) } }), /for auths only, and none/],
    ['for another registry', auths({ 'docker.io': login(USER) }), /docker\.io only/],
    [
      'for another path',
      auths({ 'quay.io/other': login(USER) }),
      /quay\.io\/other only, and none for quay\.io\/deepgram\/self-hosted-api$/,
    ],
    ['for a name in capitals', auths({ 'Quay.io': login(USER) }), /Quay\.io only/, EXPORT],
    ['for another port', auths({ 'quay.io:443': login(USER) }), /quay\.io:443 only/],
    ['for a name with a line break', auths({ 'quay.io\n': login(USER) }), /for "quay\.io\\n" only/],
    [
      'for an address without its last slash',
      auths({ 'https://quay.io/v1': login(USER) }),
      /v1 only/,
      EXPORT,
    ],
    ['of another user', auths({ 'quay.io': login('somebody') }), /as somebody, which is no credential/],
    ['without a secret', auths({ 'quay.io': login(USER, '') }), /no secret for/, EXPORT],
    ['with an empty entry', auths({ 'quay.io': {} }), /no user and secret/, EXPORT],
    [
      'whose secret ends in a line break',
      auths({ 'quay.io': login(USER, `${SECRET}\n`) }),
      /in a line break/,
      EXPORT,
    ],
    [
      'the same, of the older type',
      flat({ 'quay.io': login(USER, `${SECRET}\r\n`) }),
      /in a line break/,
      EXPORT,
    ],
    [
      'the same, in the fields',
      auths({ 'quay.io': { username: USER, password: `${SECRET}\n` } }),
      /in a line break/,
      EXPORT,
    ],
    ['with a blank secret', auths({ 'quay.io': login(USER, ' ') }), /is blank/, EXPORT],
    [
      'with a space before the secret',
      auths({ 'quay.io': login(USER, ` ${SECRET}`) }),
      /white space around/,
      EXPORT,
    ],
    [
      'with NUL bytes, which docker drops',
      auths({ 'quay.io': login(USER, `${SECRET}\0`) }),
      /a character/,
      EXPORT,
    ],
    [
      'with a space around the user name',
      auths({ 'quay.io': login(` ${USER}`) }),
      /around the user name/,
      EXPORT,
    ],
    [
      'with an auth that is not base64',
      auths({ 'quay.io': { auth: `${USER}:x` } }),
      /quay\.io"\]\.auth is not/,
    ],
    ['with a space before auth', auths({ 'quay.io': { auth: ` ${base64('a:b')}` } }), /auth is not/],
    ['with an auth without a colon', auths({ 'quay.io': { auth: base64('x') } }), /auth is not/],
    ['with a number as auth', auths({ 'quay.io': { auth: 7 } }), /auth is not text/],
    [
      'with an odd entry of another registry',
      auths({ 'quay.io': login(USER), 'docker.io': 'x' }),
      /docker\.io"\] is not an object/,
    ],
    ['with a list as auths', auths([]), /auths is not an object/],
    ['with odd headers', secretOf({ HttpHeaders: { a: 1 }, auths: {} }), /HttpHeaders\.a is not text/],
    ['that is nothing', 'what?', /type undefined/, LIST],
    ['that is null', 'null', /type undefined/, LIST],
    ['whose type is an object', '{"type":{"a":1},"data":7}', /type \{"a":1\}/, LIST],
    ['whose type is a number', '{"type":7,"data":{}}', /type 7/, LIST],
    ['whose type cannot be made text', '{"type":{"toString":7}}', /type \{"toString":7\}/, LIST],
    ['that is the licence key', '{"type":"Opaque","data":{"DEEPGRAM_API_KEY":"eA=="}}', /type Opaque/, LIST],
  ])('%s', (_, text, message, fix = REPLACE) => {
    expect(judge(text)).toEqual({
      ...{ name: 'pull-secret', status: 'fail' },
      message: expect.stringMatching(message),
      fix: expect.stringMatching(fix),
    })
  })

  it.each([
    [{ 'quay.io': login(USER, ' ') }, ` ${idOf(1)}`],
    [{ 'quay.io/deepgram': login(USER, ' '), 'https://quay.io/v2/': login(USER, '') }, ` ${idOf(1)}`],
    [{ 'quay.io': {} }, ''],
  ])('is made anew from the one credential that it has, if any: %j', (entries, id) => {
    expect(judge(auths(entries)).fix).toMatch(new RegExp(`^dgsh export k8s${id} --namespace`))
  })

  it.each([
    { 'quay.io': login(USER, ' '), 'docker.io': login('somebody') },
    { 'quay.io': login(USER, ' '), 'quay.io/other': login(USER) },
    { 'quay.io': login(USER, ' '), 'quay.io/deepgram': login(`deepgram+${idOf(2)}`, ' ') },
    { '*.io': login(USER, ' ') },
    { 'quay.io': login('somebody') },
  ])('is not made anew from a credential where that is not all that it holds: %j', (entries) => {
    expect(judge(auths(entries)).fix).toMatch(REPLACE)
  })

  it('has all its registries in the fix, as they are to be kept', () => {
    const { fix } = judge(auths({ 'docker.io': login('x'), 'ghcr.io\u001b[2J': login('y') }))
    expect(fix).toContain("'<docker config with the login of docker.io, ghcr.io[2J, quay.io>'")
  })
})

describe('what kubectl says', () => {
  const ended = (stderr: string): Partial<ExecResult> => ({ exitCode: 1, stderr })
  it.each<[string, Partial<ExecResult>, RegExp, RegExp]>([
    [
      'it is not there',
      { exitCode: undefined, startError: 'ENOENT' },
      /kubectl cannot be started \(ENOENT\)/,
      /install kubectl/,
    ],
    ['no answer', { exitCode: undefined, timedOut: true }, /does not answer within 5 s/, /cluster-info/],
    [
      'no secret',
      ended('Error from server (NotFound): secrets "dg-regcred" not found'),
      /no secret dg-regcred in namespace speech/,
      /^dgsh export k8s --namespace speech \| kubectl --context='my prod' apply -f -$/,
    ],
    ['no context', ended('error: context "my prod" does not exist'), /no context my prod/, /get-contexts/],
    [
      'anything else',
      ended('Unable to connect to the server: EOF'),
      /kubectl fails: Unable to connect/,
      /get-contexts/,
    ],
    ['nothing', ended(''), /ended with 1/, /get-contexts/],
  ])('%s', async (_, result, message, fix) => {
    const { context } = testContext({
      exec: () => [
        {
          request: {
            file: 'kubectl',
            args: ['--context=my prod', '--namespace=speech', 'get', 'secret', 'dg-regcred', '-o', 'json'],
            timeoutMs: 5000,
          },
          result,
        },
      ],
    })
    const [finding] = await checkPullSecret(place, context, 5)
    expect(finding).toMatchObject({
      status: 'fail',
      message: expect.stringMatching(message),
      fix: expect.stringMatching(fix),
    })
  })
})
