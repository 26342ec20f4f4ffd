import type { Parts } from '../../app/context.ts'
import { DgshError } from '../../errors.ts'

/** `dgsh config path`: where the config file is, whether it exists or not. */
export async function run(context: Parts<'io' | 'settingsFile'>): Promise<number> {
  const { path } = await context.settingsFile()
  if (path === '')
    throw new DgshError('file_unusable', 'there is no home directory for the config file', {
      hint: 'set HOME or DGSH_CONFIG_DIR',
    })
  context.io.stdout.write(`${path}\n`)
  return 0
}
