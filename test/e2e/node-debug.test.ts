import { expect, it } from 'vitest'
import { startApiServer } from '../helpers/api-server.ts'
import { runDgsh } from '../helpers/dgsh.ts'
import { API_KEY, CREDENTIALS_PATH, PROJECT_ID } from '../helpers/samples.ts'

it.each(['http', 'http,https,http2,net,tls,stream,undici', '*', 'HTTP', 'child_process'])(
  "shows nothing of Node's own log with NODE_DEBUG=%s",
  async (NODE_DEBUG) => {
    const api = await startApiServer({ [`GET ${CREDENTIALS_PATH}`]: { body: {} } })
    const env = {
      ...{ DGSH_API_URL: api.url, DEEPGRAM_API_KEY: API_KEY, DEEPGRAM_PROJECT_ID: PROJECT_ID },
      NODE_DEBUG,
    }
    const { code, stdout, stderr } = await runDgsh(['creds', 'list'], { env })
    expect(code, stderr).toBe(0)
    expect(stdout + stderr).not.toContain(API_KEY)
    const lines = stderr.trimEnd().split('\n')
    // Node warns of what its log may show, and has told how it found the program.
    const ours = lines.filter((line) => !/^\(node:\d+\)|^\(Use `node|^MODULE /.test(line))
    expect(ours).toEqual([
      'note: NODE_DEBUG is ignored: it would show the API key; dgsh has --debug',
      expect.stringMatching(/^note: .*sees only/),
    ])
  },
)
