import { usageError } from '../errors.ts'
import type { GlobalFlags } from '../ports.ts'
import { SETTING_KEYS, SETTINGS, type SettingKey, type SettingValues } from './keys.ts'

/** Where a value came from, in the order of precedence; `config` is the profile that `dgsh profiles use` chose. */
export type Source = 'option' | 'environment' | 'profile' | 'config' | 'default'

/** A value in use, and where it came from. */
export interface Setting<Value> {
  value: Value
  source: Source
  /** The option, the variable, the profile or the command by name; for a default, `default`. */
  origin: string
}

/** The values of a profile as they are written in the config file, unchecked. */
export type ProfileValues = { readonly [Key in SettingKey]?: string }

/** All settings in use for one call. */
export type Settings = { readonly [Key in SettingKey]: Setting<SettingValues[Key]> } & {
  readonly profile: Setting<string>
}

/** The API key in use. */
export interface ApiKey {
  value: string
  source: 'environment' | 'store'
  /** `DEEPGRAM_API_KEY`, or the store and where it keeps its entries. */
  origin: string
}

type Environment = Readonly<Record<string, string | undefined>>

/** The two words are no names because objects have them from JavaScript. */
const PROFILE_NAME = /^(?!(?:constructor|prototype)$)[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/

/** Returns the profile in use; `current` is the one that the config file names. Throws a usage error for a name that cannot be one. */
export function resolveProfile(flags: GlobalFlags, env: Environment, current?: string): Setting<string> {
  const profile = firstOf<string>([
    [flags.profile, 'option', '--profile'],
    [env.DGSH_PROFILE, 'environment', 'DGSH_PROFILE'],
    [current, 'config', 'dgsh profiles use'],
  ]) ?? { value: 'default', source: 'default', origin: 'default' }
  if (PROFILE_NAME.test(profile.value)) return profile
  if (profile.source === 'config')
    throw usageError(
      `current_profile in config.json cannot be "${profile.value}"`,
      'to go back to the default profile: dgsh profiles use default',
    )
  throw usageError(
    `${profile.origin} cannot be "${profile.value}"`,
    'a profile name has letters, digits, dots, dashes and underscores',
  )
}

/** Joins option, environment, profile and default, in that order. Throws a usage error for a bad value. */
export function resolveSettings(
  flags: GlobalFlags,
  env: Environment,
  values: ProfileValues,
  current?: string,
): Settings {
  const profile = resolveProfile(flags, env, current)
  const given: { readonly [Key in SettingKey]?: string | undefined } = {
    project: flags.project,
    api_url: flags.apiUrl,
    registry: flags.registry,
    output: flags.output,
    timeout: flags.timeout,
  }
  const resolve = (key: SettingKey): Setting<unknown> => {
    const { option, variable, fallback, parse } = SETTINGS[key]
    const text = firstOf<string>([
      [given[key], 'option', option ?? ''],
      [variable === undefined ? undefined : env[variable], 'environment', variable ?? ''],
      [values[key], 'profile', `profile ${profile.value}`],
    ])
    if (text === undefined) return { value: fallback, source: 'default', origin: 'default' }
    const origin = text.source === 'profile' ? `${key} of ${text.origin}` : text.origin
    return { ...text, value: parse(text.value, origin) }
  }
  return { profile, ...Object.fromEntries(SETTING_KEYS.map((key) => [key, resolve(key)])) } as Settings
}

type Candidate = [text: string | undefined, source: Source, origin: string]

/** An option that was given counts even when it is empty; an empty variable counts as not set. */
function firstOf<Value extends string>(candidates: Candidate[]): Setting<Value> | undefined {
  for (const [text, source, origin] of candidates) {
    if (text !== undefined && (text !== '' || source === 'option'))
      return { value: text as Value, source, origin }
  }
  return undefined
}
