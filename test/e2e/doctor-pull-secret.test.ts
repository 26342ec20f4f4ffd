import { beforeAll, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { startTestSandbox } from '../helpers/deepgram-registry.ts'
import { createDoctor, type Doctor, fakeEngines, loginEntry } from '../helpers/doctor.ts'
import { idOf, SECRET } from '../helpers/samples.ts'

let sandbox: Sandbox
let doctor: Doctor

beforeAll(async () => {
  sandbox = await startTestSandbox()
  doctor = createDoctor(() => sandbox.environment)
})

const USER = `deepgram+${idOf(1)}`

const authOf = (text: string) => ({ auth: Buffer.from(text).toString('base64') })

/** What a pull secret holds, by the registry's host. */
type Config = (registry: string) => unknown

const newer =
  (...[key, entry]: [key: (registry: string) => string, entry: unknown]): Config =>
  (registry) => ({ auths: { [key(registry)]: entry } })

const host = (registry: string) => registry

/**
 * What kubelets do with pull secrets: the first two are charmed-kubernetes/bundle#384, a secret made with `echo`, and
 * kubernetes/website#9267, a secret of the older type.
 */
describe('what a kubelet does with the pull secret', () => {
  it.each<[what: string, type: unknown, config: Config, status: 'pass' | 'warn' | 'fail', message: RegExp]>([
    [
      'a secret with a line break',
      'kubernetes.io/dockerconfigjson',
      newer(host, authOf(`${USER}:${SECRET}\n`)),
      'fail',
      /a secret for deepgram\+\S+ that ends in a line break, and kubelets send it as it is$/,
    ],
    [
      'the older type',
      'kubernetes.io/dockercfg',
      (registry) => ({ [registry]: loginEntry(USER) }),
      'pass',
      /as deepgram\+\S+$/,
    ],
    [
      'the older type with a line break',
      'kubernetes.io/dockercfg',
      (registry) => ({ [registry]: authOf(`${USER}:${SECRET}\n`) }),
      'fail',
      /ends in a line break/,
    ],
    [
      'a blank secret',
      'kubernetes.io/dockerconfigjson',
      newer(host, { username: USER, password: ' ' }),
      'fail',
      /is blank/,
    ],
    [
      'a blank user name',
      'kubernetes.io/dockerconfigjson',
      newer(host, { username: ' ', password: SECRET }),
      'fail',
      /logs in as " ", which/,
    ],
    [
      'a URL',
      'kubernetes.io/dockerconfigjson',
      newer((registry) => `https://${registry}/v2/`, loginEntry(USER)),
      'pass',
      /matches all/,
    ],
    [
      'a glob',
      'kubernetes.io/dockerconfigjson',
      newer((registry) => registry.replace('127.', '*.'), loginEntry(USER)),
      'pass',
      /its key \*\.\S+ matches all/,
    ],
    [
      'the path of another',
      'kubernetes.io/dockerconfigjson',
      newer((registry) => `${registry}/other`, loginEntry(USER)),
      'fail',
      /other only, and none for \S+\/deepgram\/self-hosted-api$/,
    ],
    [
      'the path of one image',
      'kubernetes.io/dockerconfigjson',
      newer((registry) => `${registry}/deepgram/self-hosted-engine`, loginEntry(USER)),
      'warn',
      /none for \S+\/deepgram\/self-hosted-api$/,
    ],
    [
      'an auth that cannot be decoded',
      'kubernetes.io/dockerconfigjson',
      newer(host, { auth: `${USER}:x` }),
      'fail',
      /auth is not the base64 form/,
    ],
    [
      'auth before the other fields',
      'kubernetes.io/dockerconfigjson',
      newer(host, { ...authOf(`${USER}:${SECRET}\n`), username: USER, password: SECRET }),
      'fail',
      /ends in a line break/,
    ],
    [
      'an object as type',
      { toString: 7 },
      newer(host, loginEntry(USER)),
      'fail',
      /is of type \{"toString":7\}/,
    ],
    ['a number as type', 7, newer(host, loginEntry(USER)), 'fail', /is of type 7/],
  ])('%s', async (_, type, config, status, message) => {
    const held = Buffer.from(JSON.stringify(config(sandbox.registry))).toString('base64')
    const data = { '.dockerconfigjson': held, '.dockercfg': held }
    const fakes = fakeEngines('docker')
    fakes.add('kubectl', { stdout: JSON.stringify({ kind: 'Secret', type, data }) })
    const fix =
      status === 'pass' ? undefined : /^(?:kubectl --context=prod|dgsh export k8s) .* replace --force -f -$/
    const options = { env: { PATH: fakes.directory } }
    await doctor.expectFinding(['pull-secret', status, message, fix], options, ['--context', 'prod'])
    expect(fakes.calls('kubectl')).toHaveLength(1)
  })
})
