import type { Parts } from '../../app/context.ts'
import { DgshError } from '../../errors.ts'
import type { SettingKey } from '../../settings/keys.ts'
import { renderData } from '../../ui/output.ts'
import { safeText } from '../../ui/safe-text.ts'

/** `dgsh config get`: the value in use, alone on a line. */
export async function run({ key }: { key: SettingKey }, context: Parts<'io' | 'settings'>): Promise<number> {
  const settings = await context.settings()
  const { value, source } = settings[key]
  if (value === undefined) {
    throw new DgshError('failed', `${key} has no value`, {
      hint: `to set it: dgsh config set ${key} <value>`,
    })
  }
  // The format may itself come from the profile; a lone value is JSON only when JSON is asked for in this call.
  const json = settings.output.source === 'option' && settings.output.value === 'json'
  context.io.stdout.write(
    json ? await renderData({ key, value, source }, 'json') : `${safeText(String(value))}\n`,
  )
  return 0
}
