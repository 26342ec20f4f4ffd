// A list of as many credentials as the project id says, made once: the server must not be what is measured.
import { createServer } from 'node:http'

/** Starts the server on a free loopback port. */
export async function startServer() {
  /** @type {Map<number, string>} */
  const bodies = new Map()
  const server = createServer((request, response) => {
    const rows = Number(/^\/v1\/projects\/(\d+)\//.exec(request.url ?? '')?.[1] ?? 0)
    const body =
      bodies.get(rows) ??
      JSON.stringify({ distribution_credentials: Array.from({ length: rows }, makeEntry) })
    bodies.set(rows, body)
    response.setHeader('content-type', 'application/json').end(body)
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** An entry in the nested shape, its scopes doubled, as the API lists them. */
function makeEntry(/** @type {unknown} */ _, /** @type {number} */ index) {
  const number = index.toString(16).padStart(12, '0')
  const products = index % 3 === 0 ? ['api', 'engine', 'license-proxy'] : ['api', 'engine']
  return {
    member: { member_id: `00000000-0000-4000-8000-${number}`, email: `operator${index % 40}@example.com` },
    distribution_credentials: {
      distribution_credentials_id: `6d3c9e52-4a1f-4b87-a0d6-${number}`,
      provider: 'quay',
      comment: `Cluster ${index}, made by the release pipeline`,
      scopes: products.flatMap((product) => [`self-hosted:product:${product}`, `onprem:product:${product}`]),
      tags: ['prod'],
      created: new Date(1_600_000_000_000 + index * 3_600_000).toISOString().replace('Z', '000Z'),
    },
  }
}
