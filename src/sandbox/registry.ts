import { type Context, Hono } from 'hono'
import { tagsOf } from './images.ts'
import { type Intercept, type Interceptable, intercepting } from './intercept.ts'
import { findBlob, findManifest, type Stored } from './manifests.ts'
import { grantAccess, identify } from './registry-login.ts'
import type { SandboxState } from './state.ts'
import type { Access, Tokens } from './token.ts'

/** What the registry is made of. */
export interface RegistryParts {
  state: SandboxState
  tokens: Tokens
  /** Its own host and port, which is also the name of its service. */
  host: string
  intercept: Intercept
}

const LARGEST_PAGE = 100
const UNAUTHORIZED = 'access to the requested resource is not authorized'

/**
 * A registry that logs in, lists tags and shows manifests as Quay does (`endpoints/v2` of its source), over the same
 * credentials as the management API. It holds no layers: nothing can be pulled.
 */
export function createRegistry({ intercept, ...parts }: RegistryParts): Hono<Interceptable> {
  const { tokens, host } = parts
  const app = new Hono<Interceptable>()
  // Without this Hono prints the error on the console.
  app.onError((_error, context) => refuse(context, 500, 'UNKNOWN', 'unknown error'))
  app.use(intercepting('registry', intercept))
  app.notFound((context) => refuse(context, 404, 'NOT_FOUND', 'not found'))
  app.use('/v2/*', async (context, next) => {
    await next()
    context.header('Docker-Distribution-Api-Version', 'registry/2.0')
  })
  app.on('GET', ['/v2', '/v2/'], async (context) => {
    const access = await readBearer(context, tokens, host)
    return access === undefined ? challenge(context, host) : context.text('true')
  })
  app.get('/v2/auth', (context) => answerLogin(context, parts))
  // docker asks by POST only with an identity token, which Quay does not know.
  app.all('/v2/auth', (context) => refuse(context, 405, 'UNSUPPORTED', 'The operation is unsupported.'))
  // Hono answers HEAD as GET, without the body.
  app.get('/v2/deepgram/:image/*', async (context) => {
    const repository = `deepgram/${context.req.param('image')}`
    const access = await readBearer(context, tokens, host)
    const pull = access?.some(({ name, actions }) => name === repository && actions.includes('pull'))
    if (pull !== true) return challenge(context, host, { scope: `repository:${repository}:pull` })
    return answerAbout(context, repository)
  })
  return app
}

type LoginParts = Omit<RegistryParts, 'intercept'>

async function answerLogin(context: Context, { state, tokens, host }: LoginParts): Promise<Response> {
  const authorization = context.req.header('authorization')
  const caller = identify(authorization, state)
  if ('refused' in caller) return challenge(context, host, { message: caller.refused })
  const scopes = (context.req.queries('scope') ?? []).filter((scope) => scope !== '')
  if (authorization === undefined && scopes.length === 0) return challenge(context, host)
  const access: Access[] = []
  for (const scope of scopes) {
    const granted = grantAccess(caller, scope)
    if (granted === undefined) {
      const message = `Unable to decode repository and actions: ${scope}`
      return refuse(context, 400, 'INVALID_REQUEST', message)
    }
    access.push(granted)
  }
  const audience = context.req.query('service') ?? host
  return context.json({ token: await tokens.issue({ subject: caller.subject, audience, access }) })
}

/** What is asked of a repository that may be pulled from. */
function answerAbout(context: Context, repository: string): Response {
  const [kind, reference] = context.req.path.split('/').slice(4)
  if (kind === 'tags' && reference === 'list') return answerTags(context, repository)
  if (kind === 'manifests') {
    const manifest = findManifest(repository, reference ?? '')
    return manifest === undefined
      ? refuse(context, 404, 'MANIFEST_UNKNOWN', 'manifest unknown')
      : answerStored(context, manifest)
  }
  if (kind !== 'blobs') return refuse(context, 404, 'NOT_FOUND', 'not found')
  const blob = findBlob(repository, reference ?? '')
  return blob === undefined
    ? refuse(context, 404, 'BLOB_UNKNOWN', 'blob unknown to registry')
    : answerStored(context, blob)
}

function answerStored(context: Context, { mediaType, digest, body }: Stored): Response {
  return context.body(body, 200, { 'Content-Type': mediaType, 'Docker-Content-Digest': digest })
}

function answerTags(context: Context, repository: string): Response {
  const asked = Number.parseInt(context.req.query('n') ?? '', 10)
  const size = Number.isNaN(asked) ? LARGEST_PAGE : Math.min(Math.max(asked, 1), LARGEST_PAGE)
  const last = context.req.query('last') ?? ''
  const rest = tagsOf(repository).filter((tag) => tag > last)
  const tags = rest.slice(0, size)
  if (rest.length > tags.length) {
    const query = new URLSearchParams({ n: String(size), last: tags.at(-1) ?? '' })
    context.header('Link', `</v2/${repository}/tags/list?${query}>; rel="next"`)
  }
  return context.json({ name: repository, tags })
}

async function readBearer(context: Context, tokens: Tokens, host: string): Promise<Access[] | undefined> {
  const [, token] = /^Bearer +(.+)$/i.exec(context.req.header('authorization') ?? '') ?? []
  return token === undefined ? undefined : tokens.read(token, host)
}

/** 401 that says where a token can be had, and for which scope; every 401 of Quay does. */
function challenge(
  context: Context,
  host: string,
  { scope, message = UNAUTHORIZED }: { scope?: string; message?: string } = {},
): Response {
  const parts = [`realm="http://${host}/v2/auth"`, `service="${host}"`]
  if (scope !== undefined) parts.push(`scope="${scope}"`)
  context.header('WWW-Authenticate', `Bearer ${parts.join(',')}`)
  return refuse(context, 401, 'UNAUTHORIZED', message)
}

function refuse(
  context: Context,
  status: 400 | 401 | 404 | 405 | 500,
  code: string,
  message: string,
): Response {
  return context.json({ errors: [{ code, message, detail: {} }] }, status)
}
