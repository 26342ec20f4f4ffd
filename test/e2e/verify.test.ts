import { beforeAll, expect, it } from 'vitest'
import { startTestSandbox } from '../helpers/deepgram-registry.ts'
import { runDgsh } from '../helpers/dgsh.ts'
import { expectError } from '../helpers/expect-error.ts'
import { describeWith } from '../helpers/parts.ts'
import { type Quay, startQuay } from '../helpers/quay.ts'
import { temporaryHome } from '../helpers/temporary.ts'

const ALL_BUT = ['verify', '-o', 'json']

describeWith(['docker', 'docker-registry', 'skopeo', 'openssl'], 'verify, under the real names', () => {
  let quay: Quay
  beforeAll(async () => {
    quay = await startQuay()
  })

  it('verifies what docker and podman would really use', async () => {
    const home = temporaryHome()
    const { credentialId, secret } = quay.registry.sandbox
    const options = { home, env: quay.environment }
    expectError(await runDgsh(['verify', '--engine', 'docker'], options), {
      code: 'not_logged_in',
    })
    await runDgsh(['login', credentialId, '--secret-stdin'], { ...options, input: secret })
    for (const args of [['--engine', 'docker'], ['--engine', 'skopeo'], []]) {
      const result = await runDgsh([...ALL_BUT, ...args], options)
      expect(result, result.stderr).toMatchObject({ code: 0 })
      const [row] = JSON.parse(result.stdout)
      expect(row).toMatchObject({
        id: credentialId,
        verdict: 'ok',
        source: expect.stringContaining('config.json'),
      })
      expect(row.images).toContainEqual({ image: 'deepgram/self-hosted-api', pull: true })
      expect(row.images).toContainEqual({ image: 'deepgram/self-hosted-billing', pull: false })
      expect(result.stdout + result.stderr).not.toContain(secret)
    }
  })

  it('says that the TLS connection is not trusted', async () => {
    const { credentialId, secret } = quay.registry.sandbox
    const result = await runDgsh([...ALL_BUT, credentialId, '--secret-stdin'], {
      env: { ...quay.environment, SSL_CERT_FILE: undefined, NODE_EXTRA_CA_CERTS: undefined },
      input: secret,
    })
    expect(result.code).toBe(5)
    expect(JSON.parse(result.stdout)[0]).toMatchObject({ verdict: 'unreachable' })
  })
})

describeWith([], 'verify, in the sandbox', () => {
  it('waits for a registry that learns late of a new credential', async () => {
    const sandbox = await startTestSandbox({ registryLag: 2500 })
    const options = { home: temporaryHome(), env: sandbox.environment }
    await runDgsh(['config', 'set', 'store', 'file'], options)
    const created = await runDgsh(['creds', 'create', '--comment', 'New', '--scope', 'api', '-q'], options)
    expect(created, created.stderr).toMatchObject({ code: 0 })
    const first = await runDgsh(ALL_BUT, options)
    expect(first.code).toBe(7)
    expect(JSON.parse(first.stdout)[0].verdict).toBe('deleted')
    const watched = await runDgsh(['verify', '--watch', '--for', '30s'], options)
    expect(watched, watched.stderr).toMatchObject({ code: 0 })
    expect(watched.stderr).toMatch(/: deleted\n[\s\S]*: ok\n/)
  })

  it('names the good and the bad, one row each', async () => {
    const sandbox = await startTestSandbox()
    const options = { home: temporaryHome(), env: sandbox.environment }
    await runDgsh(['config', 'set', 'store', 'file'], options)
    const create = (comment: string) =>
      runDgsh(['creds', 'create', '--comment', comment, '--scope', 'api', '-q'], options)
    const [kept, gone] = [(await create('kept')).stdout.trim(), (await create('gone')).stdout.trim()]
    // Deleted behind the store's back.
    await fetch(
      `${sandbox.apiUrl}/v1/projects/${sandbox.projectId}/self-hosted/distribution/credentials/${gone}`,
      { method: 'DELETE', headers: { authorization: `Token ${sandbox.apiKey}` } },
    )
    const result = await runDgsh(ALL_BUT, options)
    expect(result.code).toBe(7)
    const verdicts = JSON.parse(result.stdout).map(({ id, verdict }: { id: string; verdict: string }) => [
      id,
      verdict,
    ])
    expect(Object.fromEntries(verdicts)).toEqual({ [kept]: 'ok', [gone]: 'deleted' })
  })
})
