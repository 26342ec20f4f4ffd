import { type Context, Hono } from 'hono'
import { createMiddleware } from 'hono/factory'
import { createdAnswer, credentialAnswer, projectAnswer } from './answers.ts'
import { type ApiError, type ApiErrors, createApiErrors, malformedUuid } from './api-errors.ts'
import { readCreateRequest } from './create-request.ts'
import { deriveUuid } from './derive.ts'
import { type Intercept, type Interceptable, intercepting } from './intercept.ts'
import { grantScopes } from './scopes.ts'
import { PROJECTS, type Project } from './seed.ts'
import type { SandboxState } from './state.ts'

type Env = Interceptable & { Variables: { project: Project } }

const PROJECT = '/v1/projects/:project'
// `onprem` is what the resource was called once; older clients still ask for it.
const CREDENTIALS = `${PROJECT}/:resource{self-hosted|onprem}/distribution/credentials`

/** What the management API is made of. */
export interface ApiParts {
  state: SandboxState
  apiKey: string
  intercept: Intercept
}

/** The part of Deepgram's management API that concerns distribution credentials, over a state. */
export function createManagementApi({ state, apiKey, intercept }: ApiParts): Hono<Env> {
  let requests = 0
  const errors = createApiErrors(() => {
    requests += 1
    return deriveUuid(`request ${requests}`)
  })
  const app = new Hono<Env>()
  // Without this Hono prints the error on the console.
  app.onError((_error, context) => send(context, { status: 500, body: 'Internal Server Error' }))
  app.use(intercepting('api', intercept))
  app.use('/v1/*', requireApiKey(apiKey, errors))
  app.use(`${PROJECT}/*`, requireProject(state, errors))
  app.use(`${CREDENTIALS}/*`, requireSelfHosted(errors))
  app.get('/v1/projects', (context) => context.json({ projects: PROJECTS.map(projectAnswer) }))
  app.get(`${PROJECT}/members`, (context) => context.json({ members: context.var.project.members }))
  addCredentialRoutes(app, state, errors)
  return app
}

function addCredentialRoutes(app: Hono<Env>, state: SandboxState, errors: ApiErrors): void {
  app.get(CREDENTIALS, (context) =>
    context.json({ distribution_credentials: state.list(context.var.project).map(credentialAnswer) }),
  )
  app.post(CREDENTIALS, async (context) => {
    const body = await readBody(context.req.raw)
    if (body === undefined) return send(context, { status: 413, body: 'Payload Too Large' })
    const request = readCreateRequest(body)
    if ('status' in request) return send(context, request)
    const grant = grantScopes(request.scopes)
    if ('refused' in grant) return send(context, errors.insufficientPermissions(grant.refused))
    const { comment, tags } = request
    return context.json(
      createdAnswer(state.create(context.var.project, { comment, tags, products: grant.products })),
    )
  })
  app.get(`${CREDENTIALS}/:id`, (context) => {
    const id = context.req.param('id').toLowerCase()
    const credential = state.find(context.var.project, id)
    if (credential !== undefined) return context.json(credentialAnswer(credential))
    return send(context, malformedUuid(id) ?? errors.credentialNotFound(id))
  })
  app.delete(`${CREDENTIALS}/:id`, (context) => {
    const id = context.req.param('id').toLowerCase()
    if (state.remove(context.var.project, id)) {
      return context.json({ message: 'Successfully deleted the distribution credentials!' })
    }
    return send(context, malformedUuid(id) ?? errors.credentialNotFound(id))
  })
}

/** The scheme is `Token`; the short-lived tokens that come as `Bearer` do not work on management routes. */
function requireApiKey(apiKey: string, errors: ApiErrors) {
  return createMiddleware<Env>(async (context, next) => {
    const [, sent] = /^Token +(.+)$/i.exec(context.req.header('authorization') ?? '') ?? []
    return sent === apiKey ? next() : send(context, errors.invalidAuth())
  })
}

function requireProject(state: SandboxState, errors: ApiErrors) {
  return createMiddleware<Env>(async (context, next) => {
    const id = context.req.param('project') ?? ''
    const project = state.findProject(id.toLowerCase())
    if (project === undefined) return send(context, malformedUuid(id) ?? errors.projectNotFound())
    context.set('project', project)
    return next()
  })
}

function requireSelfHosted(errors: ApiErrors) {
  return createMiddleware<Env>(async (context, next) => {
    if (context.var.project.selfHosted) return next()
    return send(context, errors.insufficientPermissions('self-hosted:products'))
  })
}

function send(context: Context, { status, body }: ApiError): Response {
  return typeof body === 'string' ? context.text(body, status) : context.json(body, status)
}

const LARGEST_BODY = 64 * 1024

/** The text of a request's body; undefined, and not read to its end, if it has more than 64 KiB. */
async function readBody({ body }: Request): Promise<string | undefined> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body ?? []) {
    size += chunk.length
    if (size > LARGEST_BODY) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}
