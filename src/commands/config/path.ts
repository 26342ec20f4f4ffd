import type { Context } from '../../context.ts'

/** `dgsh config path`: where the config file is, whether it exists or not. */
export async function run(context: Context): Promise<number> {
  context.stdout.write(`${(await context.settingsFile()).path}\n`)
  return 0
}
