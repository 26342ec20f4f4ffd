import { DgshError } from '../errors.ts'
import { shellWord } from '../shell.ts'
import type { SettingsFile } from './settings-file.ts'

/** The profile that there always is, with or without settings. */
export const DEFAULT_PROFILE = 'default'

/** Returns the names of all profiles, `default` included only where it has settings. Sorted. */
export async function profileNames(file: SettingsFile): Promise<string[]> {
  return (await file.profileNames()).sort((a, b) => a.localeCompare(b))
}

/** Throws `profile_not_found` for a profile that does not exist. */
export async function requireProfile(profile: string, file: SettingsFile): Promise<void> {
  const names = await profileNames(file)
  if (profile === DEFAULT_PROFILE || names.includes(profile)) return
  const known = names.length === 0 ? '' : `the profiles are: ${names.join(', ')}\n`
  throw new DgshError('profile_not_found', `there is no profile "${profile}"`, {
    hint: `${known}to create it: dgsh auth login --profile ${shellWord(profile)}`,
  })
}
