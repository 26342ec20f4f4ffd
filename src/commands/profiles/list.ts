import type { Context } from '../../app/context.ts'
import { writeListing } from '../../app/write.ts'
import { DgshError } from '../../errors.ts'
import { SETTINGS } from '../../settings/keys.ts'
import { profileNames } from '../../settings/profile-names.ts'
import type { ProfileValues } from '../../settings/settings.ts'
import { isNamed } from '../../store/binding.ts'
import { apiKeyName } from '../../store/store.ts'
import { parseStoreChoice } from '../../store-choice.ts'
import type { Listing } from '../../ui/column.ts'

interface Profile {
  name: string
  values: ProfileValues
  /** The store that has its API key, `none` or `unknown`. */
  apiKey: string
  isCurrent: boolean
}

/** Runs `dgsh profiles list`. The profile in use is listed even where it has no settings yet. */
export async function run(context: Context): Promise<number> {
  const file = await context.settingsFile()
  const { profile: current } = await context.settings()
  const stored = await profileNames(file)
  const names = stored.includes(current.value) ? stored : [current.value, ...stored]
  const keyPlace = keyFinder(context)
  const profiles: Profile[] = []
  for (const name of names) {
    const values = await file.readProfile(name)
    profiles.push({ name, values, apiKey: await keyPlace(name, values), isCurrent: name === current.value })
  }
  await writeListing(context, listingOf(profiles), '')
  return 0
}

/** Looks into each store once, whatever number of profiles use it. */
function keyFinder(context: Context): (profile: string, values: ProfileValues) => Promise<string> {
  const listed = new Map<string, readonly string[] | undefined>()
  return async (profile, { store = 'file' }) => {
    // A command can only be run, and then it gives the key out.
    if (parseStoreChoice(store)?.kind === 'command') return 'command'
    if (!listed.has(store)) listed.set(store, await entriesIn(store, context))
    const entries = listed.get(store)
    if (entries === undefined) return 'unknown'
    return entries.some((full) => isNamed(full, apiKeyName(profile))) ? store : 'none'
  }
}

async function entriesIn(store: string, context: Context): Promise<string[] | undefined> {
  try {
    return await (await context.stores.open(store)).all.list()
  } catch (error) {
    if (!(error instanceof DgshError) || ['interrupted', 'terminated'].includes(error.code)) throw error
    context.messages.note(`dgsh cannot see which API keys ${store} has: ${error.message}`)
    return undefined
  }
}

function listingOf(rows: readonly Profile[]): Listing<Profile> {
  return {
    rows,
    columns: [
      { name: 'name', header: 'NAME', value: ({ name }) => name },
      { name: 'project', header: 'PROJECT', value: ({ values }) => values.project ?? '', paint: 'id' },
      { name: 'api_key', header: 'API KEY', value: ({ apiKey }) => apiKey },
      { name: 'current', header: 'CURRENT', value: ({ isCurrent }) => (isCurrent ? 'in use' : '') },
      {
        name: 'api_url',
        header: 'API URL',
        value: ({ values }) => values.api_url ?? SETTINGS.api_url.fallback,
        wrapsTo: 12,
        wide: true,
      },
      {
        name: 'registry',
        header: 'REGISTRY',
        value: ({ values }) => values.registry ?? SETTINGS.registry.fallback,
        wrapsTo: 8,
        wide: true,
      },
    ],
    id: ({ name }) => name,
    data: ({ name, values, apiKey, isCurrent }) => ({
      name,
      project: values.project ?? null,
      api_key: apiKey === 'none' ? null : apiKey,
      current: isCurrent,
      api_url: values.api_url ?? SETTINGS.api_url.fallback,
      registry: values.registry ?? SETTINGS.registry.fallback,
    }),
  }
}
