import { callerOfSudo } from '../files/trust.ts'
import type { HelperFile } from '../helper/helper-file.ts'
import type { Parts } from './context.ts'

/** Opens the state of docker-credential-dgsh of this user. */
export async function openHelperFileOf({ host: { env, paths } }: Parts<'host'>): Promise<HelperFile> {
  const { createHelperFile, helperSchema } = await import('../helper/helper-file.ts')
  const { openJsonFile } = await import('../settings/json-file.ts')
  const trust = { caller: callerOfSudo(env) }
  return createHelperFile(
    openJsonFile({ directory: paths.state, name: 'helper', schema: helperSchema, trust }),
  )
}
