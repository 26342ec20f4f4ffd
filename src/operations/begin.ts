import type { Context } from '../app/context.ts'
import type { Begun } from '../journal/operation.ts'

/** What an operation begins with, whatever it is going to do. */
export type Fresh = Pick<Begun, 'step' | 'delivered' | 'started' | 'profile' | 'apiUrl' | 'registry'>

/** Returns what an operation begins with now, at the API and the registry of the settings. */
export async function freshOperation(context: Context): Promise<Fresh> {
  const { profile, api_url: apiUrl, registry } = await context.settings()
  return {
    step: 'begun',
    delivered: 0,
    started: context.clock.now().toISOString(),
    profile: profile.value,
    apiUrl: apiUrl.value,
    registry: registry.value,
  }
}
