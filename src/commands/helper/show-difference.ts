import type { Context } from '../../app/context.ts'
import { tildePath } from '../../engines/surroundings.ts'
import { type DifferenceLine, differenceOf } from '../../installation/difference.ts'
import type { FilePlan } from '../../installation/plan-install.ts'
import type { Palette } from '../../ui/palette.ts'
import { safeLine } from '../../ui/safe-text.ts'

/** Writes what would change in files, without a secret. */
export async function showDifference(files: readonly FilePlan[], context: Context): Promise<void> {
  const palette = await context.io.palette('stdout')
  const { env } = context.host
  for (const file of files) context.io.stdout.write(textOf(file, palette, env))
}

/** Returns what would change in a file as `diff` writes it. */
export function plainDifference({ before, after }: FilePlan): string {
  return differenceOf(before ?? '', after ?? '')
    .map((hunk) => `@@\n${hunk.map(({ sign, text }) => `${sign}${text}\n`).join('')}`)
    .join('')
}

function textOf({ path, before, after }: FilePlan, palette: Palette, env: Context['host']['env']): string {
  const name = safeLine(tildePath(path, env))
  const [old, fresh] = [before, after].map((text) => (text === undefined ? '/dev/null' : name))
  const hunks = differenceOf(before ?? '', after ?? '').map(
    (hunk) => `${palette.faint('@@')}\n${hunk.map((line) => `${paint(line, palette)}\n`).join('')}`,
  )
  return `${palette.heading(`--- ${old}`)}\n${palette.heading(`+++ ${fresh}`)}\n${hunks.join('')}`
}

/** Tabs are kept: they are what differs. */
function paint({ sign, text }: DifferenceLine, { good, bad, plain }: Palette): string {
  const line = `${sign}${text.split('\t').map(safeLine).join('\t')}`
  return sign === '+' ? good(line) : sign === '-' ? bad(line) : plain(line)
}
