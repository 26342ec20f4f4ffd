import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { loginsOfVariable } from '../../src/engines/docker-config.ts'
import { loginsOfNode } from '../../src/engines/k3s-registries.ts'
import { readAsKubelet } from '../../src/engines/kubelet-config.ts'
import { loginOf, parseLoginConfig } from '../../src/engines/login-config.ts'
import { dockerConfig } from '../../src/export/docker-config.ts'
import { goJson, plainYaml } from '../../src/export/encode.ts'
import { k3sRegistries } from '../../src/export/k3s-registries.ts'
import { pullSecret } from '../../src/export/pull-secret.ts'
import { oddSecret } from '../helpers/odd-secrets.ts'
import { idOf } from '../helpers/samples.ts'

const username = `deepgram+${idOf(1)}`
const SECRETS = Array.from({ length: 300 }, (_, number) => oddSecret(number))
const loginWith = (secret: string | undefined, registry = 'quay.io') => ({ registry, username, secret })

/** docker's own rules for the variable, as of 28.3. */
const docker = { isPodman: false, version: '28.3.0', directory: undefined, unclear: undefined }

describe('each form is read back as the same login, whatever the secret', () => {
  const held = (secret: string) => ({ username, secret })

  it('docker-config, from a file and from DOCKER_AUTH_CONFIG', () => {
    for (const secret of SECRETS) {
      const text = dockerConfig(loginWith(secret))
      expect(loginOf(parseLoginConfig(text)?.auths.get('quay.io'))).toMatchObject(held(secret))
      const env = { DOCKER_AUTH_CONFIG: text }
      const logins = loginsOfVariable({ env, platform: 'linux', docker })
      expect(Object.fromEntries(logins)).toMatchObject({ 'quay.io': held(secret) })
    }
  })

  it('k3s, by readers of YAML 1.1 and 1.2', async () => {
    for (const secret of SECRETS) {
      const text = k3sRegistries(loginWith(secret, 'r.example:5000'))
      const found = await loginsOfNode(text, { registry: 'r.example:5000' })
      expect(Object.fromEntries(found ?? [])).toMatchObject({ 'r.example:5000': held(secret) })
      for (const version of ['1.1', '1.2'] as const)
        expect(parse(text, { version })).toEqual({
          configs: { 'r.example:5000': { auth: { username, password: secret } } },
        })
    }
  })

  it('k8s, by a kubelet', () => {
    for (const secret of SECRETS) {
      const text = plainYaml(pullSecret(loginWith(secret), { name: 'dg-regcred' }))
      expect(readAsKubelet(parse(text))).toMatchObject({ logins: [held(secret)] })
    }
  })

  it('in plain ASCII, in which nothing steers a terminal', () => {
    for (const secret of SECRETS) {
      expect(k3sRegistries(loginWith(secret))).toMatch(/^[\x20-\x7e\n]+$/)
      expect(dockerConfig(loginWith(secret))).toMatch(/^[\x21-\x7e]+$/)
    }
  })
})

describe('the forms', () => {
  it('are one line and one field for docker', () => {
    expect(dockerConfig(loginWith('SECRET'))).toBe(
      `{"auths":{"quay.io":{"auth":"${Buffer.from(`${username}:SECRET`).toString('base64')}"}}}`,
    )
  })

  it('are configs and auth for k3s', () => {
    expect(k3sRegistries(loginWith('SECRET'))).toBe(
      `configs:\n  "quay.io":\n    auth:\n      username: "${username}"\n      password: "SECRET"\n`,
    )
  })

  it('have no namespace where none is named', () => {
    const place = { name: 'dg-regcred', namespace: undefined }
    expect(plainYaml(pullSecret(loginWith('SECRET'), place))).not.toContain('namespace')
    expect(JSON.stringify(pullSecret(loginWith('SECRET'), place))).not.toContain('namespace')
  })

  it('have a placeholder that is no base64 where there is no secret', () => {
    const login = loginWith(undefined)
    const hidden = `<base64 with the secret of ${username}>`
    expect(dockerConfig(login)).toBe(`{"auths":{"quay.io":{"auth":"${hidden}"}}}`)
    expect(pullSecret(login, { name: 'x' }).data).toEqual({ '.dockerconfigjson': hidden })
    expect(k3sRegistries(login)).toContain(`password: "<the secret of ${username}>"`)
  })
})

describe('goJson', () => {
  it.each([
    ['<>&', '\\u003c\\u003e\\u0026'],
    ['\u2028\u2029', '\\u2028\\u2029'],
    ['"\\/', '\\"\\\\/'],
    ['\b\f\n\r\t\u0001', '\\b\\f\\n\\r\\t\\u0001'],
    ['é東😀\u007f', 'é東😀\u007f'],
  ])('escapes as Go does: %j', (text, escaped) => {
    expect(goJson({ a: text })).toBe(`{"a":"${escaped}"}`)
  })
})
