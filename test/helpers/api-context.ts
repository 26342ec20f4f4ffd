import { type Answer, type ApiRequest, startApiServer } from './api-server.ts'
import { type TestContext, type TestSetup, testContext } from './context.ts'
import { API_KEY, PROJECT_ID } from './samples.ts'

/** A Context whose API is a server that answers by script, and what that server was asked. */
export interface ApiContext extends TestContext {
  requests: ApiRequest[]
}

/** Makes a Context with an API key and a project, and a server for it. A request that is not in the script fails the test. */
export async function apiContext(
  script: Readonly<Record<string, Answer | readonly Answer[]>>,
  setup: TestSetup = {},
): Promise<ApiContext> {
  const { url, requests } = await startApiServer(script)
  const env = {
    DGSH_API_URL: url,
    DEEPGRAM_API_KEY: API_KEY,
    DEEPGRAM_PROJECT_ID: PROJECT_ID,
    // A registry that is not on loopback is not reached.
    HTTPS_PROXY: 'http://127.0.0.1:9',
    ...setup.env,
  }
  return { ...testContext({ ...setup, env }), requests }
}
