import { DgshError } from '../errors.ts'
import { isLoopback } from '../loopback.ts'
import { SETTINGS } from '../settings/keys.ts'
import type { Setting } from '../settings/settings.ts'
import { shellWord } from '../shell.ts'
import { apiKeyName } from '../store/store.ts'
import type { Context, Parts } from './context.ts'
import { type Fix, makeFix } from './fix.ts'

/** The error that there is no API key for the API in use: none at all, or one that is kept for another API. */
export async function missingKey(context: Context): Promise<DgshError> {
  const elsewhere = await keptForAnother(context)
  if (elsewhere !== undefined) return elsewhere.error
  const { profile } = await context.settings()
  const others = (await (await context.settingsFile()).profileNames()).filter(
    (name) => name !== profile.value,
  )
  const isAnother = profile.source !== 'default' && others.length > 0
  return new DgshError('no_api_key', `there is no API key for profile ${profile.value}`, {
    hint: [
      'set DEEPGRAM_API_KEY, or store a key: dgsh auth login',
      isAnother ? [`other profiles: ${others.join(', ')}`] : [],
      hintAtLock((await context.stores.chosen()).name),
    ]
      .flat()
      .join('\n'),
  })
}

/** Returns the error that the API key of the profile is stored for another API, and what leads to that API; undefined when none is. */
export async function keptForAnother(
  context: Parts<'settings' | 'stores'>,
  seconds?: number,
): Promise<{ error: DgshError; fix: Fix } | undefined> {
  const { profile, api_url } = await context.settings()
  const store = await context.stores.chosen(seconds)
  const elsewhere = await store.keptElsewhere(apiKeyName(profile.value)).catch(() => [])
  if (elsewhere.length === 0) return undefined
  const kept = `the API key of profile ${profile.value} is stored for ${elsewhere.join(' and ')}`
  const own = store.writable
    ? [`to store a key for this API: dgsh auth login --api-url ${api_url.value}`]
    : [
        "if the command's key is for this API:",
        `  dgsh config set api_url ${api_url.value} && dgsh config set store ${shellWord(store.name)}`,
      ]
  const fix = wayBack(api_url, elsewhere[0])
  const message = `${kept}: dgsh does not send it to ${new URL(api_url.value).host}`
  return {
    error: new DgshError('no_api_key', message, { hint: [`to use that API: ${fix}`, ...own].join('\n') }),
    fix,
  }
}

/** Returns how the API URL becomes that of a host again, Deepgram's own when left out. */
export function wayBack({ source }: Setting<string>, host = DEFAULT_HOST): Fix {
  if (source === 'environment') return makeFix('unset-api-url-variable', 'unset DGSH_API_URL')
  if (source === 'option') return makeFix('leave-api-url-out', 'leave --api-url out')
  if (host === DEFAULT_HOST) return makeFix('unset-api-url-setting', 'dgsh config unset api_url')
  return makeFix('set-api-url', `dgsh config set api_url ${isLoopback(host) ? 'http' : 'https'}://${host}`)
}

const DEFAULT_HOST = new URL(SETTINGS.api_url.fallback).host

/** Some keychains have nothing, as far as they say, while they are locked. */
function hintAtLock(store: string): string[] {
  return /^(?:keychain|helper)/.test(store) ? [`if ${store} is locked, unlock it`] : []
}
