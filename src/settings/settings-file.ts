import * as v from 'valibot'
import type { Trust } from '../files/trust.ts'
import { openJsonFile } from './json-file.ts'
import { SETTINGS } from './keys.ts'
import type { ProfileValues } from './settings.ts'

/** The config file with its profiles. */
export interface SettingsFile {
  readonly path: string
  /** The names of the profiles that the file has. */
  profileNames(): Promise<string[]>
  /** The profile that is used where neither an option nor a variable names one; undefined when that is `default`. */
  currentProfile(): Promise<string | undefined>
  /** Makes a profile the current one. */
  useProfile(profile: string): Promise<void>
  /** Removes a profile with all its values; where it was the current one, there is none then. */
  removeProfile(profile: string): Promise<void>
  /** The values of a profile; none when the file has no such profile. */
  readProfile(profile: string): Promise<ProfileValues>
  /** The API and the registry that a profile's entries without a host are for, as texts. */
  readHome(profile: string): Promise<Home>
  /** Changes a profile: an undefined value removes the key, and a profile that gets empty goes. */
  changeProfile(
    profile: string,
    changes: { readonly [Key in keyof ProfileValues]: string | undefined },
  ): Promise<void>
}

/** What entries are for that were kept when the profile had no other API or registry yet. */
export type Home = Record<'api_url' | 'registry', string>

/** Whoever edits the file by hand may write 30 for "30". */
const valueSchema = v.union([v.pipe(v.string(), v.trim()), v.pipe(v.number(), v.transform(String))])

const profileSchema = v.looseObject(v.entriesFromList(Object.keys(SETTINGS), v.optional(valueSchema)))

/** A list would pass for a record of its own. */
const profilesSchema = v.pipe(
  v.custom<object>((value) => !Array.isArray(value)),
  v.record(v.string(), profileSchema),
)

const fileSchema = v.looseObject({
  current_profile: v.optional(v.pipe(v.string(), v.trim())),
  profiles: v.optional(profilesSchema, {}),
})

/** The config file of a directory. Keys it does not know survive a change. */
export function openSettingsFile(directory: string | undefined, trust: Trust = {}): SettingsFile {
  const file = openJsonFile({ directory, name: 'config', schema: fileSchema, trust })
  const profilesOf = async () => (await file.read()).profiles
  const valuesOf = (profiles: Record<string, object>, profile: string) =>
    Object.hasOwn(profiles, profile) ? profiles[profile] : {}
  return {
    path: file.path,
    currentProfile: async () => (await file.read()).current_profile,
    useProfile: (profile) =>
      file.update(({ current_profile: _, ...content }) =>
        profile === 'default' ? content : { ...content, current_profile: profile },
      ),
    removeProfile: (profile) =>
      file.update(({ current_profile: current, ...content }) => {
        const { [profile]: _, ...profiles } = content.profiles
        const kept = current === undefined || current === profile ? {} : { current_profile: current }
        return { ...content, ...kept, profiles }
      }),
    profileNames: async () => Object.keys(await profilesOf()),
    readProfile: async (profile) => valuesOf(await profilesOf(), profile) as ProfileValues,
    readHome: async (profile) => homeOf(valuesOf(await profilesOf(), profile) as Values),
    changeProfile: (profile, changes) =>
      file.update((content) => {
        const before: Values = { ...valuesOf(content.profiles, profile) }
        const values = Object.entries(withHome(before, changes))
        const kept = Object.fromEntries(values.filter(([, value]) => value !== undefined))
        const { [profile]: _, ...others } = content.profiles
        const profiles = Object.keys(kept).length === 0 ? others : { ...content.profiles, [profile]: kept }
        return { ...content, profiles }
      }),
  }
}

type Values = Record<string, string | undefined>

const HOME_KEYS = { api_url: 'kept_for_api_url', registry: 'kept_for_registry' } as const

function homeOf(values: Values): Home {
  const home = (key: keyof Home) => values[HOME_KEYS[key]] ?? values[key] ?? SETTINGS[key].fallback
  return { api_url: home('api_url'), registry: home('registry') }
}

/**
 * The values with a note of the home where they would lead to another one. Without it, a changed API URL would take along the
 * key that was kept for the one before.
 */
function withHome(before: Values, changes: Values): Values {
  const home = homeOf(before)
  const values = { ...before, ...changes }
  const noted = { ...values }
  // A command gives the key of the API that the profile has when it is chosen.
  const isNew = changes.store?.startsWith('command:') === true
  for (const key of ['api_url', 'registry'] as const)
    noted[HOME_KEYS[key]] =
      (values[key] ?? SETTINGS[key].fallback) === home[key] || isNew ? undefined : home[key]
  return noted
}
