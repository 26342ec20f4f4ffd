import type { Context, Parts, Stores } from '../app/context.ts'
import { type Fix, makeFix } from '../app/fix.ts'
import { keptForAnother, wayBack } from '../app/missing-key.ts'
import { isNotForYou, readMembers } from '../credentials/read-members.ts'
import type { DeepgramApi } from '../deepgram/api.ts'
import type { Project } from '../deepgram/project.ts'
import { DgshError } from '../errors.ts'
import type { ApiKey, Setting } from '../settings/settings.ts'
import { type Finding, fail, pass, STORE_SECONDS, warn } from './check.ts'

/** Checks the API key, the project, and what the key may do there. The key goes to the API alone. */
export async function checkApi(context: Context, seconds: number): Promise<Finding[]> {
  const key = await context.remote.apiKey(STORE_SECONDS)
  const { project, profile } = await context.settings()
  if (key === undefined) {
    const elsewhere = await keptForAnother(context, STORE_SECONDS)
    if (elsewhere !== undefined) return [fail('api-key', elsewhere.error.message, elsewhere.fix)]
    const message = `there is no API key for profile ${profile.value}`
    return [fail('api-key', message, makeFix('log-in-to-deepgram', 'dgsh auth login'))]
  }
  context.redaction.protect(key.value)
  const otherKey = await fixKey(key, context.stores)
  const started = context.clock.now().getTime()
  const api = await context.remote.apiWith(key.value, seconds)
  // What is asked of a project that is set needs no list of projects first.
  const early = project.value === undefined ? undefined : checkRights(api, project.value)
  early?.catch(() => {})
  let projects: Project[]
  try {
    projects = await api.listProjects()
  } catch (error) {
    return [await explainRefusal(error, otherKey, context)]
  }
  const accepted = pass('api-key', `Deepgram accepts the API key (${key.origin})`)
  const found = judgeProject(projects, project, otherKey)
  const [only, second] = projects
  if (found.status === 'fail' || (project.value === undefined && second !== undefined))
    return [accepted, found]
  const left = Math.max(0.1, seconds - (context.clock.now().getTime() - started) / 1000)
  const late = async () => checkRights(await context.remote.apiWith(key.value, left), only?.id ?? '')
  return [accepted, found, ...(await (early ?? late()))]
}

/** Another host than Deepgram's own is the likeliest cause of an answer that is none of the API's. */
async function explainRefusal(error: unknown, otherKey: Fix, context: Parts<'settings'>): Promise<Finding> {
  if (!(error instanceof DgshError) || error.code === 'interrupted') throw error
  const { api_url } = await context.settings()
  const { code, message, hint, reason } = error
  const fix =
    code === 'invalid_response' && api_url.source !== 'default'
      ? wayBack(api_url)
      : code === 'api_key_refused'
        ? otherKey
        : hint === undefined
          ? makeFix('debug-doctor', 'to see the request: dgsh doctor --debug')
          : makeFix('hint-of-error', hint)
  const rest = reason === 'not_management_api' ? ': regional hosts serve speech only' : ''
  return fail('api-key', message + rest, fix)
}

/** A kept key would not be used as long as the variable is set. */
async function fixKey({ source, origin }: ApiKey, stores: Stores): Promise<Fix> {
  if (source === 'environment')
    return makeFix('unset-and-log-in', 'unset DEEPGRAM_API_KEY && dgsh auth login')
  return (await stores.chosen()).writable
    ? makeFix('log-in-to-deepgram', 'dgsh auth login')
    : makeFix('other-key-in-command', `put a valid key where this reads it: ${origin}`)
}

/** Whether a project is chosen, and whether the key sees it. */
export function judgeProject(
  projects: readonly Project[],
  { value, source, origin }: Setting<string | undefined>,
  otherKey: Fix,
): Finding {
  const [only, second] = projects
  if (only === undefined) {
    return fail('project', 'the API key sees no projects: another key is needed', otherKey)
  }
  if (value === undefined && second === undefined)
    return pass('project', `${only.name}, the only one of the key`)
  if (value === undefined) {
    const message = `none is chosen, and the API key sees ${projects.length}`
    return warn('project', message, makeFix('choose-project', 'dgsh projects use'))
  }
  const chosen = projects.find(({ id }) => id.toLowerCase() === value.toLowerCase())
  if (chosen !== undefined) return pass('project', `${chosen.name} (${origin})`)
  const message = `the API key does not see the project ${value} (${origin})`
  return fail('project', message, otherProject(source, origin))
}

/** On a terminal `dgsh projects use` offers those that there are. */
function otherProject(source: Setting<unknown>['source'], origin: string): Fix {
  const choose = 'dgsh projects use'
  if (source === 'environment') return makeFix('unset-and-choose-project', `unset ${origin} && ${choose}`)
  return source === 'option'
    ? makeFix('leave-project-out', 'leave --project out, or name one of these: dgsh projects list')
    : makeFix('choose-project', choose)
}

async function checkRights(api: DeepgramApi, project: string): Promise<Finding[]> {
  const credentials = checkCredentials(api, project)
  const members = checkMembers(api, project)
  return Promise.all([credentials, members])
}

async function checkCredentials(api: DeepgramApi, project: string): Promise<Finding> {
  try {
    const { length } = await api.listCredentials(project)
    const seen = length === 0 ? 'there are none that it may see' : `it sees ${length}`
    return pass('credentials', `the API key may list the credentials: ${seen}`)
  } catch (error) {
    if (!isNotForYou(error)) return failureOf('credentials', error)
    return fail(
      'credentials',
      `the API key may not list the credentials (${error.message})`,
      makeFix(
        'key-with-rights',
        'use a key of an owner, admin or member; self-hosted access comes from Deepgram support',
      ),
    )
  }
}

async function checkMembers(api: DeepgramApi, project: string): Promise<Finding> {
  try {
    return (await readMembers(api, project)) === undefined
      ? warn(
          'members',
          'the API key may not read the members: it sees the credentials of its own member only',
          makeFix('key-with-rights', 'use a key of an owner or admin to see those of all'),
        )
      : pass('members', 'the API key may read the members: it sees the credentials of all')
  } catch (error) {
    return failureOf('members', error)
  }
}

function failureOf(name: string, error: unknown): Finding {
  if (!(error instanceof DgshError) || error.code === 'interrupted') throw error
  return fail(name, error.message, makeFix('hint-of-error', error.hint ?? 'try again'))
}
