import type { Context } from '../../app/context.ts'
import { isScreen, writeListing } from '../../app/write.ts'
import { EXIT_CODES } from '../../errors.ts'
import { findStatuses } from '../../installation/status.ts'
import { statusListing } from './report.ts'

/** Runs `dgsh helper status`: asks docker-credential-dgsh as each engine would. */
export async function run(context: Context): Promise<number> {
  const rows = await findStatuses(context)
  if (rows.length > 0 && (await isScreen(context))) {
    const [{ renderBlocks }, { blocksOf }] = await Promise.all([
      import('../../ui/blocks.ts'),
      import('./screen.ts'),
    ])
    const { stdout } = context.io
    const { redactOutput: redact } = context.redaction
    const style = { palette: await context.io.palette('stdout'), width: stdout.columns, redact }
    stdout.write(renderBlocks(blocksOf(rows, context.host.env), style))
  } else {
    await writeListing(
      context,
      statusListing(rows),
      'no engine asks docker-credential-dgsh; to have docker ask it: dgsh helper install',
    )
    for (const { engine, fix } of rows)
      if (fix !== undefined) context.messages.note(`to fix ${engine}: ${fix}`)
  }
  return rows.every(({ problem }) => problem === undefined) ? 0 : EXIT_CODES.findings
}
