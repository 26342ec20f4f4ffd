import type { Context } from '../../context.ts'
import type { Project } from '../../deepgram/project.ts'
import { DgshError } from '../../errors.ts'
import { apiKeyName, type Store } from '../../store/store.ts'
import type { StoreName } from '../../vocabulary.ts'
import { chooseOne, findByPrefix } from '../choose.ts'
import { type Confidential, readConfidential, refuseSecret, requireSource } from '../confidential.ts'
import { projectChoices } from '../projects/choices.ts'

/** The options of `dgsh auth login`. */
export interface AuthLoginOptions {
  keyStdin: boolean
  store: StoreName | undefined
}

/** `dgsh auth login`: nothing is written before every question is answered and Deepgram has accepted the key. */
export async function run({ keyStdin, store: asked }: AuthLoginOptions, context: Context): Promise<number> {
  const source: Confidential = { noun: 'API key', option: '--key-stdin', fromStdin: keyStdin }
  requireSource(source, context)
  const store = await context.store()
  await agreeToPlainText(store, asked, context)
  const apiKey = await readConfidential(source, 'API key', context)
  refuseSecret(apiKey)
  const projects = await (await context.apiWith(apiKey)).listProjects()
  const project = await pickProject(projects, context)
  await keep({ apiKey, project, store }, context)
  tell(project, projects, context)
  return 0
}

async function agreeToPlainText(store: Store, asked: StoreName | undefined, context: Context): Promise<void> {
  context.note(`the API key will lie unencrypted in ${store.location}, readable by your user only`)
  const chosen = asked ?? (await context.settings()).store.value
  if (chosen !== undefined) return
  if (!context.canPrompt) {
    throw new DgshError(
      'input_required',
      'keeping the API key unencrypted needs your consent, and dgsh may not ask',
      {
        hint: 'say --store file, or keep nothing and set DEEPGRAM_API_KEY instead',
      },
    )
  }
  if (await (await context.prompt()).confirm('Keep it there?')) return
  throw new DgshError('failed', 'nothing was kept', { hint: 'set DEEPGRAM_API_KEY instead' })
}

/**
 * The project asked for, else the only one, else the one picked. Off a terminal the one that the profile has, when the key
 * sees it; undefined when it does not.
 */
async function pickProject(projects: readonly Project[], context: Context): Promise<Project | undefined> {
  const { project } = await context.settings()
  const choices = projectChoices(projects)
  if (project.source === 'option' || project.source === 'environment')
    return findByPrefix(project.value ?? '', choices)
  const kept = projects.find(({ id }) => id === project.value)
  if (kept !== undefined && !context.canPrompt) return kept
  if (projects.length === 0 || (projects.length > 1 && !context.canPrompt)) return undefined
  return chooseOne(context, choices, 'name one')
}

interface Kept {
  apiKey: string
  project: Project | undefined
  store: Store
}

/** Key, project and an API URL given by option belong together: when one cannot be written, none is. */
async function keep({ apiKey, project, store }: Kept, context: Context): Promise<void> {
  const { profile, api_url } = await context.settings()
  const name = apiKeyName(profile.value)
  const before = await store.get(name)
  await store.set(name, apiKey)
  try {
    await (await context.settingsFile()).changeProfile(profile.value, {
      // A project that the new key does not see is of no use any more.
      project: project?.id,
      ...(api_url.source === 'option' ? { api_url: api_url.value } : {}),
    })
  } catch (error) {
    await (before === undefined ? store.delete(name) : store.set(name, before))
    throw error
  }
}

function tell(project: Project | undefined, projects: readonly Project[], context: Context): void {
  const { nameOf } = projectChoices(projects)
  context.say('Deepgram accepts the API key, and it is kept.')
  if (project !== undefined) context.say(`Project: ${nameOf(project)}`)
  else if (projects.length === 0) context.note('the API key sees no projects')
  else context.note(`the key sees ${projects.length} projects: choose one with dgsh projects use <id>`)
  if (context.env.DEEPGRAM_API_KEY) context.note('DEEPGRAM_API_KEY is set, and goes before the kept key')
}
