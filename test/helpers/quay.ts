import { type Authority, makeAuthority } from './certificates.ts'
import { type DeepgramRegistry, startDeepgramRegistry } from './deepgram-registry.ts'
import { type ConnectProxy, startProxy } from './proxy.ts'
import { startTlsFront } from './tls-front.ts'

/** The names quay.io and api.deepgram.com, with TLS, on this machine. */
export interface Quay {
  authority: Authority
  /** Leads to both names, and to nothing else. */
  proxy: ConnectProxy
  /** The same, and wants a user and a password. */
  strictProxy: ConnectProxy
  /** A real registry that is also the sandbox's; what stands behind the names. */
  registry: DeepgramRegistry
  /** What a Go program needs to reach the names. */
  environment: { HTTPS_PROXY: string; SSL_CERT_FILE: string }
}

/** Starts all of it; it ends with the test. The registry's token endpoint is https://quay.io/v2/auth. */
export async function startQuay({ images }: { images?: readonly string[] } = {}): Promise<Quay> {
  const registry = await startDeepgramRegistry({
    realm: 'https://quay.io/v2/auth',
    service: 'quay.io',
    ...(images === undefined ? {} : { images }),
  })
  const authority = await makeAuthority()
  const { sandbox } = registry
  const front = async (name: string, upstreams: Record<string, string>) =>
    startTlsFront({ name, pair: await authority.issue(name), upstreams })
  const routes = {
    'quay.io:443': await front('quay.io', { '/': registry.host, '/v2/auth': sandbox.registry }),
    'api.deepgram.com:443': await front('api.deepgram.com', { '/': new URL(sandbox.apiUrl).host }),
  }
  const proxy = await startProxy({ routes })
  return {
    authority,
    proxy,
    strictProxy: await startProxy({ routes, login: 'somebody:proxy-password' }),
    registry,
    environment: { HTTPS_PROXY: proxy.url, SSL_CERT_FILE: authority.file },
  }
}
