import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { OPEN_IMAGE } from '../helpers/deepgram-registry.ts'
import { type DgshOptions, runDgsh } from '../helpers/dgsh.ts'
import { expectError } from '../helpers/expect-error.ts'
import { describeWith } from '../helpers/parts.ts'
import { type Quay, startQuay } from '../helpers/quay.ts'
import { runProgram } from '../helpers/run-program.ts'
import { temporaryHome } from '../helpers/temporary.ts'

// The default hosts under their real names: nothing is configured but the proxy and the CA.
describeWith(['docker', 'docker-registry', 'skopeo', 'openssl'], 'under the real names', () => {
  let quay: Quay
  beforeAll(async () => {
    quay = await startQuay()
  })

  const logIn = (options: DgshOptions = {}, args: readonly string[] = []) =>
    runDgsh(['login', quay.registry.sandbox.credentialId, '--secret-stdin', ...args], {
      input: quay.registry.sandbox.secret,
      ...options,
      env: { ...quay.environment, ...options.env },
    })

  describe('dgsh login', () => {
    it('logs docker in to quay.io, and skopeo pulls with that', async () => {
      const home = temporaryHome()
      const result = await logIn({ home })
      expect(result, result.stderr).toMatchObject({ code: 0, stdout: '' })
      expect(result.stderr).toContain(
        `✓ docker is logged in to quay.io as ${quay.registry.sandbox.credentialId}\n  can pull api`,
      )
      const file = join(home.dockerConfig, 'config.json')
      expect(JSON.parse(readFileSync(file, 'utf8')).auths).toHaveProperty(['quay.io', 'auth'])
      const pull = await runProgram(
        [
          ...['skopeo', 'copy', '--insecure-policy', '--authfile', file],
          ...[`docker://quay.io/${OPEN_IMAGE}`, `dir:${join(home.path, 'image')}`],
        ],
        { env: { ...home.env, ...quay.environment } },
      )
      expect(pull.code, pull.stderr).toBe(0)
    })

    it('asks for quay.io only, and for nothing when the login is not sent', async () => {
      const before = quay.proxy.asked.length
      await logIn({ input: '' })
      expect(quay.proxy.asked).toHaveLength(before)
      await logIn()
      expect(new Set(quay.proxy.asked.slice(before))).toEqual(new Set(['quay.io:443']))
    })

    it('tells the TLS case', async () => {
      expectError(await logIn({ env: { SSL_CERT_FILE: undefined } }), {
        code: 'registry_unreachable',
        message: /docker does not trust the TLS connection to quay\.io .*x509/,
      })
    })

    it('tells the proxy that wants a login, and uses one', async () => {
      const { host } = quay.strictProxy
      expectError(await logIn({ env: { HTTPS_PROXY: `http://${host}` } }), {
        code: 'registry_unreachable',
        message: 'the proxy does not let docker through to quay.io',
        hint: 'user and password',
      })
      expect(await logIn({ env: { HTTPS_PROXY: quay.strictProxy.url } })).toMatchObject({ code: 0 })
    })

    it('tells the proxy that does not lead there', async () => {
      expectError(await logIn({}, ['--registry', 'registry.example.com']), {
        code: 'registry_unreachable',
        message: 'proxy',
      })
    })

    it('tells the wrong secret', async () => {
      expectError(await logIn({ input: 'WRONG' }), { code: 'login_refused', message: 'quay.io refuses' })
    })

    it.each(['podman', 'skopeo'] as const)('tells %s the same', async (engine) => {
      const args = ['--engine', engine]
      expect(await logIn({}, args)).toMatchObject({ code: 0 })
      expectError(await logIn({ input: 'WRONG' }, args), { code: 'login_refused' })
      expectError(await logIn({ env: { SSL_CERT_FILE: undefined } }, args), {
        code: 'registry_unreachable',
        message: 'TLS',
      })
      expectError(await logIn({ env: { HTTPS_PROXY: `http://${quay.strictProxy.host}` } }, args), {
        code: 'registry_unreachable',
        message: 'proxy',
      })
    })
  })

  describe('dgsh creds list', () => {
    const list = (env: DgshOptions['env']) => {
      const { apiKey, projectId } = quay.registry.sandbox
      return runDgsh(['creds', 'list', '-o', 'id', '--project', projectId], {
        env: { DEEPGRAM_API_KEY: apiKey, HTTPS_PROXY: quay.proxy.url, ...env },
      })
    }

    it.each([
      ['SSL_CERT_FILE', 'HTTPS_PROXY'],
      ['NODE_EXTRA_CA_CERTS', 'HTTPS_PROXY'],
      ['SSL_CERT_FILE', 'https_proxy'],
    ])('trusts the CA of %s, through the proxy of %s', async (authority, proxy) => {
      const before = quay.proxy.asked.length
      const result = await list({
        HTTPS_PROXY: undefined,
        [proxy]: quay.proxy.url,
        [authority]: quay.authority.file,
      })
      expect(result.code, result.stderr).toBe(0)
      expect(result.stdout).toContain(quay.registry.sandbox.credentialId)
      expect(new Set(quay.proxy.asked.slice(before))).toEqual(new Set(['api.deepgram.com:443']))
    })

    it('tells the TLS case', async () => {
      expectError(await list({}), { code: 'unreachable', message: 'TLS', hint: 'NODE_EXTRA_CA_CERTS' })
    })

    it('tells the CA file that is not there', async () => {
      const result = await list({ SSL_CERT_FILE: '/nowhere/ca.pem' })
      expectError(result, { code: 'failed', message: '/nowhere/ca.pem' })
    })

    it('tells the proxy that wants a login, and uses one', async () => {
      const { host, url } = quay.strictProxy
      const SSL_CERT_FILE = quay.authority.file
      expectError(await list({ HTTPS_PROXY: `http://${host}`, SSL_CERT_FILE }), {
        code: 'unreachable',
        message: 'proxy',
        hint: 'user and password',
      })
      expect(await list({ HTTPS_PROXY: url, SSL_CERT_FILE })).toMatchObject({ code: 0 })
    })

    it('does not show the password of the proxy under --debug', async () => {
      const { sandbox } = quay.registry
      const { stdout, stderr } = await runDgsh(['creds', 'list', '--debug', '--project', sandbox.projectId], {
        env: {
          DEEPGRAM_API_KEY: sandbox.apiKey,
          HTTPS_PROXY: quay.strictProxy.url,
          SSL_CERT_FILE: quay.authority.file,
        },
      })
      expect(stdout + stderr).not.toContain('proxy-password')
    })
  })
})
