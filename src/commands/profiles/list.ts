import type { Context } from '../../app/context.ts'
import { writeListing } from '../../app/write.ts'
import { apiKeyFinder } from '../../secrets/profile-entries.ts'
import { SETTINGS } from '../../settings/keys.ts'
import { profileNames } from '../../settings/profile-names.ts'
import type { ProfileValues } from '../../settings/settings.ts'
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
  const keyPlace = apiKeyFinder(context)
  const profiles: Profile[] = []
  for (const name of names) {
    const values = await file.readProfile(name)
    profiles.push({ name, values, apiKey: await keyPlace(name, values), isCurrent: name === current.value })
  }
  await writeListing(context, listingOf(profiles), '')
  return 0
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
