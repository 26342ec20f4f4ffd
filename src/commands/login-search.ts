import type { Context } from '../context.ts'
import type { LoginSearch } from '../engines/engine-login.ts'

/** What finding the logins of a registry needs; of the one in use where none is named. */
export async function loginSearch(context: Context, registry?: string): Promise<LoginSearch> {
  const { env, exec, platform } = context
  return { registry: registry ?? (await context.settings()).registry.value, env, exec, platform }
}
