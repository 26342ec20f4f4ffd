import { once } from 'node:events'
import { Agent, get, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { startSandbox } from '../../src/sandbox/sandbox.ts'
import { askApi, askToken, create, credentialsPath, firstLogin, listIds, sandboxForTest } from './helpers.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
// Taken before any sandbox starts.
const { Request: ORIGINAL_REQUEST, Response: ORIGINAL_RESPONSE } = globalThis

describe('startSandbox', () => {
  it('gives what a client needs, and the same as environment', async () => {
    const sandbox = await sandboxForTest()
    expect(sandbox.apiUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect(sandbox.registry).toMatch(/^127\.0\.0\.1:\d+$/)
    expect(sandbox.apiKey).toMatch(/^[0-9a-f]{40}$/)
    expect(sandbox.projectId).toMatch(UUID)
    expect(sandbox.credentialId).toMatch(UUID)
    expect(sandbox.secret).toMatch(/^[A-Z0-9]{64}$/)
    expect(sandbox.environment).toEqual({
      DEEPGRAM_API_KEY: sandbox.apiKey,
      DEEPGRAM_PROJECT_ID: sandbox.projectId,
      DGSH_API_URL: sandbox.apiUrl,
      DGSH_REGISTRY: sandbox.registry,
      DGSH_SANDBOX_CREDENTIAL: sandbox.credentialId,
      DGSH_SANDBOX_SECRET: sandbox.secret,
      DGSH_CONFIG_DIR: expect.stringContaining('dgsh-sandbox-'),
      DGSH_STATE_DIR: expect.stringContaining('dgsh-sandbox-'),
    })
  })

  it('gives a credential that logs in', async () => {
    const sandbox = await sandboxForTest()
    expect((await listIds(sandbox))[0]).toBe(sandbox.credentialId)
    expect((await askToken(sandbox, { authorization: firstLogin(sandbox) })).status).toBe(200)
  })

  it('is the same in each run, but for the ports', async () => {
    const runs = await Promise.all([sandboxForTest(), sandboxForTest()])
    const seen = await Promise.all(
      runs.map(async (sandbox) => {
        const list = await (await askApi(sandbox, credentialsPath(sandbox))).json()
        const { created: _, ...made } = await create(sandbox, { comment: 'one more' })
        const { created: __, ...other } = await create(sandbox, { comment: 'one more' })
        const { projectId, apiKey, credentialId, secret } = sandbox
        return { list, made, other, projectId, apiKey, credentialId, secret }
      }),
    )
    expect(seen[0]).toEqual(seen[1])
    expect(seen[0]?.made.distribution_credentials_id).not.toBe(seen[0]?.other.distribution_credentials_id)
    expect(seen[0]?.made.secret).not.toBe(seen[0]?.other.secret)
  })

  it('keeps what two of them create apart', async () => {
    const [one, other] = await Promise.all([sandboxForTest(), sandboxForTest()])
    await create(one, { comment: 'only here' })
    expect((await listIds(one)).length).toBe((await listIds(other)).length + 1)
  })

  it('closes with a keep-alive connection open, and twice', async () => {
    const sandbox = await startSandbox()
    const agent = new Agent({ keepAlive: true })
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      get(sandbox.apiUrl, { agent }, resolve).on('error', reject)
    })
    const { socket } = response
    await once(response.resume(), 'end')
    expect(socket.destroyed).toBe(false)
    const closed = once(socket, 'close')
    await sandbox.close()
    await closed
    await sandbox.close()
    agent.destroy()
    await expect(fetch(sandbox.apiUrl)).rejects.toThrow()
    await expect(fetch(`http://${sandbox.registry}/v2/`)).rejects.toThrow()
  })

  it('closes while it waits for the rest of a request', async () => {
    const sandbox = await startSandbox()
    const { hostname, port } = new URL(sandbox.apiUrl)
    const socket = connect({ host: hostname, port: Number(port) }).on('error', () => {})
    const closed = new Promise((resolve) => socket.once('close', resolve))
    const head = [
      `POST ${credentialsPath(sandbox)} HTTP/1.1`,
      'Host: sandbox',
      `Authorization: Token ${sandbox.apiKey}`,
      'Content-Length: 99',
      'Expect: 100-continue',
    ]
    socket.write(`${head.join('\r\n')}\r\n\r\n`)
    const [answer] = await once(socket, 'data')
    expect(String(answer)).toBe('HTTP/1.1 100 Continue\r\n\r\n')
    await sandbox.close()
    await closed
  })

  it('leaves the global Request and Response of the process alone', async () => {
    await sandboxForTest()
    expect(globalThis.Request).toBe(ORIGINAL_REQUEST)
    expect(globalThis.Response).toBe(ORIGINAL_RESPONSE)
  })
})
