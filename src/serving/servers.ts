import type { Parts } from '../app/context.ts'
import type { HelperState } from '../helper/helper-file.ts'
import { OWN_HELPER } from '../vocabulary.ts'

/** Set for the helper that a request is passed on to: one that leads back here is not asked again. */
export const PASSED_ON = 'DGSH_PASSED_ON'

/**
 * Returns whether dgsh keeps the login of a registry: the one in use, those that an engine was led here for, and those that there is a
 * login for.
 */
export async function isOurs(
  registry: string,
  { logins, installations }: HelperState,
  context: Parts<'settings'>,
): Promise<boolean> {
  if (Object.hasOwn(logins, registry)) return true
  if (installations.some((installation) => installation.registry === registry)) return true
  return (await context.settings()).registry.value === registry
}

/** Returns the helper that answers for the servers that are not ours, as it did before dgsh was installed; undefined where none did. */
export function generalHelper(
  { installations }: Pick<HelperState, 'installations'>,
  { env }: Parts<'host'>['host'],
): string | undefined {
  if (env[PASSED_ON]) return undefined
  const names = installations.map(({ general }) => general)
  return names.find((name): name is string => name !== null && name !== '' && name !== OWN_HELPER)
}
