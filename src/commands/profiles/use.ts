import type { Context } from '../../app/context.ts'
import { requireProfile } from '../../settings/profile-names.ts'

/** The arguments of `dgsh profiles use`. */
export interface UseProfileOptions {
  profile: string
}

/** Runs `dgsh profiles use`: it works whatever the settings hold, so that a bad one can be left. */
export async function run({ profile }: UseProfileOptions, context: Context): Promise<number> {
  const file = await context.settingsFile()
  await requireProfile(profile, file)
  await file.useProfile(profile)
  context.messages.say(`dgsh now uses profile ${profile}.`)
  if (context.host.env.DGSH_PROFILE)
    context.messages.note('DGSH_PROFILE is set and overrides it; to leave it out: unset DGSH_PROFILE')
  return 0
}
