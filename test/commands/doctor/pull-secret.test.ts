import { describe, expect, it } from 'vitest'
import { judgePullSecret } from '../../../src/commands/doctor/pull-secret.ts'
import { pullSecretCheck } from '../../../src/commands/doctor/pull-secret-check.ts'
import type { ExecResult } from '../../../src/context.ts'
import { testContext } from '../../helpers/context.ts'
import { idOf, SECRET } from '../../helpers/samples.ts'

const USER = `deepgram+${idOf(1)}`
const place = { context: 'my prod', namespace: 'speech', secretName: 'dg-regcred' }

function secretOf(content: unknown, type = 'kubernetes.io/dockerconfigjson'): string {
  const text = typeof content === 'string' ? content : JSON.stringify(content)
  return JSON.stringify({
    kind: 'Secret',
    type,
    data: { '.dockerconfigjson': Buffer.from(text).toString('base64') },
  })
}

const login = (username: string, password = SECRET) => ({
  auth: Buffer.from(`${username}:${password}`).toString('base64'),
})

describe('a pull secret', () => {
  it.each<[string, string, string, RegExp]>([
    [
      'as it should be',
      secretOf({ auths: { 'quay.io': login(USER) } }),
      'pass',
      new RegExp(`quay\\.io as deepgram\\+${idOf(1)}$`),
    ],
    [
      'with the fields instead of auth',
      secretOf({ auths: { 'quay.io': { username: USER, password: SECRET } } }),
      'pass',
      /quay\.io as/,
    ],
    [
      'with a path, which kubelets know',
      secretOf({ auths: { 'quay.io/deepgram': login(USER) } }),
      'pass',
      /quay\.io as/,
    ],
    ['of another type', secretOf({ auths: {} }, 'Opaque'), 'fail', /type Opaque/],
    ['that is no JSON', secretOf('hello'), 'fail', /no JSON/],
    ['without the key', '{"type":"kubernetes.io/dockerconfigjson","data":{}}', 'fail', /no JSON/],
    ['without logins', secretOf({ auths: {} }), 'fail', /no login, and none for quay\.io/],
    ['for another registry', secretOf({ auths: { 'docker.io': login(USER) } }), 'fail', /docker\.io only/],
    [
      'of another user',
      secretOf({ auths: { 'quay.io': login('somebody') } }),
      'fail',
      /as somebody, which is no credential/,
    ],
    ['without a secret', secretOf({ auths: { 'quay.io': login(USER, '') } }), 'fail', /no secret for/],
    ['with an empty entry', secretOf({ auths: { 'quay.io': {} } }), 'fail', /no user and secret/],
    ['that is nothing', 'what?', 'fail', /type undefined/],
  ])('%s', (_, text, status, message) => {
    const finding = judgePullSecret(text, { place, registry: 'quay.io' })
    expect(finding).toMatchObject({ name: 'pull-secret', status, message: expect.stringMatching(message) })
    expect(JSON.stringify(finding)).not.toContain(SECRET)
    if (status === 'fail')
      expect(finding.fix).toContain("kubectl --context='my prod' --namespace=speech delete secret")
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
      /create secret generic dg-regcred --type=kubernetes\.io\/dockerconfigjson/,
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
    const [finding] = await pullSecretCheck(place, context, 5).run()
    expect(finding).toMatchObject({
      status: 'fail',
      message: expect.stringMatching(message),
      fix: expect.stringMatching(fix),
    })
  })
})
