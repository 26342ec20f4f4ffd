import type { Context } from '../../app/context.ts'
import { changeStore } from '../../secrets/change-store.ts'
import { SETTINGS, type SettingKey } from '../../settings/keys.ts'
import { resolveProfile } from '../../settings/settings.ts'

/** A setting to keep, or, without a value, to remove. */
export interface Change {
  key: SettingKey
  value: string | undefined
}

/** `dgsh config set` and `unset`: changes the profile; works when another setting of it is bad, so that it can be mended. */
export async function run({ key, value }: Change, context: Context): Promise<number> {
  const file = await context.settingsFile()
  const profile = resolveProfile(context.options.flags, context.host.env, await file.currentProfile()).value
  const { parse, variable } = SETTINGS[key]
  const kept = value === undefined ? undefined : String(parse(value, key))
  if (key === 'store') await changeStore(profile, kept, context)
  else await file.changeProfile(profile, { [key]: kept })
  context.messages.say(
    kept === undefined
      ? `${key} is removed from profile ${profile}.`
      : `${key} of profile ${profile} is now ${kept}.`,
  )
  if (variable !== undefined && context.host.env[variable])
    context.messages.note(`${variable} is set and overrides the profile`)
  return 0
}
