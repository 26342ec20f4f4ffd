import type { Context } from '../context.ts'
import { DgshError } from '../errors.ts'
import type { Setting } from '../settings/settings.ts'
import { apiKeyName } from '../store/store.ts'
import { type Fix, makeFix } from './fix.ts'

/** The error that there is no API key for the API in use: none at all, or one that is kept for another API. */
export async function missingKey(context: Context): Promise<DgshError> {
  const elsewhere = await keptForAnother(context)
  if (elsewhere !== undefined) return elsewhere
  const { profile } = await context.settings()
  const others = (await (await context.settingsFile()).profileNames()).filter(
    (name) => name !== profile.value,
  )
  const known =
    profile.source === 'default' || others.length === 0 ? '' : `; other profiles: ${others.join(', ')}`
  return new DgshError('no_api_key', `there is no API key for profile ${profile.value}`, {
    hint: `set DEEPGRAM_API_KEY, or run dgsh auth login${known}${hintAtLock((await context.store()).name)}`,
  })
}

/** The error that the API key of the profile is kept for another API; undefined when none is. */
export async function keptForAnother(context: Context): Promise<DgshError | undefined> {
  const { profile, api_url } = await context.settings()
  const store = await context.store()
  const elsewhere = await store.keptElsewhere(apiKeyName(profile.value)).catch(() => [])
  if (elsewhere.length === 0) return undefined
  const kept = `the API key of profile ${profile.value} is kept for ${elsewhere.join(' and ')}`
  return new DgshError('no_api_key', `${kept}: dgsh does not send it to ${new URL(api_url.value).host}`, {
    hint: store.writable
      ? `${wayBack(api_url)}, or keep a key for this API: dgsh auth login --api-url ${api_url.value}`
      : `${wayBack(api_url)}; if the command's key is for this API: dgsh config set api_url ${api_url.value}, then dgsh config set store '${store.name}'`,
  })
}

/** How the API URL becomes the one before. */
export function wayBack({ source }: Setting<string>): Fix {
  if (source === 'environment') return makeFix('unset-api-url-variable', 'unset DGSH_API_URL')
  return source === 'option'
    ? makeFix('leave-api-url-out', 'leave --api-url out')
    : makeFix('unset-api-url-setting', 'dgsh config unset api_url')
}

/** Some keychains have nothing, as far as they say, while they are locked. */
function hintAtLock(store: string): string {
  return /^(?:keychain|helper)/.test(store) ? `; if ${store} is locked, unlock it` : ''
}
