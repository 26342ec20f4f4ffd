import { chooseOne, findByPrefix } from '../../app/choose.ts'
import type { Context, Parts } from '../../app/context.ts'
import { projectChoices } from '../../app/project.ts'
import { record } from '../../app/record.ts'
import type { Project } from '../../deepgram/project.ts'
import { chooseStore, placeOfStore, reportPlace } from '../../secrets/choose-store.ts'
import {
  type Confidential,
  readConfidential,
  refuseSecret,
  requireSource,
} from '../../secrets/confidential.ts'
import { findStoredEntries, keepIn, reportMove, type StoredEntries } from '../../secrets/move-store.ts'
import type { BoundStore } from '../../store/binding.ts'
import { apiKeyName, isAboutStore, type Store } from '../../store/store.ts'
import { markOf } from '../../ui/marks.ts'
import { id, message } from '../../ui/message.ts'

/** The options of `dgsh auth login`. */
export interface AuthLoginOptions {
  keyStdin: boolean
  /** What the user calls a store; left out, that of the profile, else the keychain. */
  store: string | undefined
}

/** `dgsh auth login`: nothing is written before every question is answered and Deepgram has accepted the key. */
export async function run({ keyStdin, store: asked }: AuthLoginOptions, context: Context): Promise<number> {
  const source: Confidential = { noun: 'API key', option: '--key-stdin', fromStdin: keyStdin }
  requireSource(source, context.io)
  const store = await chooseStore({ noun: 'API key', asked }, context)
  reportPlace('API key', store, context)
  const apiKey = await readConfidential(source, 'API key', context)
  refuseSecret(apiKey)
  const projects = await (await context.remote.apiWith(apiKey)).listProjects()
  const project = await pickProject(projects, context)
  await keep({ apiKey, project, store }, context)
  const detail = { store: store.name }
  await record(context, { action: 'api_key_stored', credential: null, project: project?.id ?? null, detail })
  tell(project, projects, store, context)
  return 0
}

/**
 * The project asked for, else the only one, else the one picked. Off a terminal the one that the profile has, when the key
 * sees it; undefined when it does not.
 */
async function pickProject(
  projects: readonly Project[],
  context: Parts<'io' | 'settings'>,
): Promise<Project | undefined> {
  const { project } = await context.settings()
  const choices = projectChoices(projects)
  if (project.source === 'option' || project.source === 'environment')
    return findByPrefix(project.value ?? '', choices)
  const kept = projects.find(({ id }) => id === project.value)
  if (kept !== undefined && !context.io.canPrompt) return kept
  if (projects.length === 0 || (projects.length > 1 && !context.io.canPrompt)) return undefined
  return chooseOne(context.io, choices, { how: 'name one' })
}

interface Kept {
  apiKey: string
  project: Project | undefined
  store: BoundStore
}

/** Key, project, store and an API URL given by option belong together: when one cannot be written, none is. */
async function keep({ apiKey, project, store }: Kept, context: Context): Promise<void> {
  const { profile, api_url } = await context.settings()
  const name = await store.fullNameOf(apiKeyName(profile.value))
  const stored = await findWhatIsLeft(profile.value, store, context)
  await keepIn(
    store,
    {
      profile: profile.value,
      entries: new Map([[name, apiKey]]),
      changes: {
        project: project?.id,
        ...(api_url.source === 'option' ? { api_url: api_url.value } : {}),
      },
      stored,
    },
    context,
  )
  reportMove(stored, store, context.messages)
}

/** What is stored where it can no longer be read is left there: the new key does not wait for it. */
async function findWhatIsLeft(
  profile: string,
  store: Store,
  context: Context,
): Promise<StoredEntries | undefined> {
  try {
    return await findStoredEntries(profile, store, context)
  } catch (error) {
    if (!isAboutStore(error)) throw error
    context.messages.note(`what was kept before stays where it is: ${error.message}`)
    return undefined
  }
}

/** The outcome, and the next command. */
function tell(
  project: Project | undefined,
  projects: readonly Project[],
  store: Store,
  context: Parts<'host' | 'messages'>,
): void {
  const place = placeOfStore(store, context.host.env)
  context.messages.say(message`${markOf('done')} Deepgram accepts the API key; it is stored in ${place}`, 2)
  if (project !== undefined)
    context.messages.say(message`  project ${{ kind: 'name', text: project.name }} (${id(project.id)})`, 2)
  else if (projects.length === 0) context.messages.note('the API key sees no projects')
  else
    context.messages.note(`the key sees ${projects.length} projects; to choose one: dgsh projects use <id>`)
  if (context.host.env.DEEPGRAM_API_KEY)
    context.messages.note('DEEPGRAM_API_KEY is set and overrides the stored key')
  if (project !== undefined) context.messages.say('Next, log an engine in: dgsh login')
}
