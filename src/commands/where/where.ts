import type { Context, Messages } from '../../app/context.ts'
import { isScreen, writeListing } from '../../app/write.ts'
import { gatherKnowledge, type Knowledge } from '../../credentials/existence.ts'
import { findIdAmong, withoutPrefix } from '../../credentials/resolve.ts'
import type { Cluster } from '../../engines/kubernetes.ts'
import { findClusterCopies } from '../../logins/cluster-copies.ts'
import type { Copy } from '../../logins/copy.ts'
import { findLoginCopies } from '../../logins/login-copies.ts'
import { findStoreCopies } from '../../secrets/stored-copies.ts'
import { copyListing, joinKnowledge, type KnownCopy } from './report.ts'

/** The argument and options of `dgsh where`. */
export interface WhereOptions {
  credential?: string | undefined
  clusters: readonly Cluster[]
}

/** Runs `dgsh where`: shows every copy of a credential on this machine, and in the clusters that are named. */
export async function run({ credential, clusters }: WhereOptions, context: Context): Promise<number> {
  const all = [
    ...(await findLoginCopies(context)),
    ...(await findStoreCopies(context)),
    ...(await findClusterCopies(clusters, context)),
  ]
  const copies = await copiesOf(credential, all, context)
  if (copies.length === 0) {
    await writeListing(context, copyListing([], context.clock.now()), noteOf(credential))
    return 0
  }
  const knowledge = await gatherKnowledge(context)
  const rows = copies.map((copy) => joinKnowledge(copy, knowledge))
  await show(rows, knowledge, context)
  noteStates(rows, knowledge, context.messages)
  return 0
}

/** The copies of a credential, named as everywhere, but looked for among them: it needs no API key, and may be deleted. */
async function copiesOf(
  text: string | undefined,
  copies: readonly Copy[],
  context: Context,
): Promise<readonly Copy[]> {
  if (text === undefined) return copies
  const ids = [...new Set(copies.map(({ id }) => id))]
  const id = await findIdAmong({ ids, text, wanted: withoutPrefix(text.toLowerCase()) }, context)
  return copies.filter((copy) => copy.id === id)
}

function noteOf(credential: string | undefined): string {
  return `no copy of ${credential ?? 'a Deepgram credential'} was found`
}

/** On a screen the copies are grouped by credential. */
async function show(rows: readonly KnownCopy[], { deleted }: Knowledge, context: Context): Promise<void> {
  if (!(await isScreen(context))) return writeListing(context, copyListing(rows, context.clock.now()), '')
  const [{ renderBlocks }, { blocksOf, summaryOf }] = await Promise.all([
    import('../../ui/blocks.ts'),
    import('./screen.ts'),
  ])
  const isWide = (await context.settings()).output.value === 'wide'
  const { env } = context.host
  const { stdout } = context.io
  const { redactOutput: redact } = context.redaction
  const style = { palette: await context.io.palette('stdout'), width: stdout.columns, redact }
  stdout.write(renderBlocks(blocksOf(rows, { now: context.clock.now(), isWide, deleted, env }), style))
  context.messages.say('')
  context.messages.say(summaryOf(rows))
}

/** Says what "deleted" and "unknown" mean here. */
function noteStates(rows: readonly KnownCopy[], knowledge: Knowledge, messages: Messages): void {
  const { asked, wholeProject, deleted } = knowledge
  if (asked && rows.some(({ state }) => state === 'unknown')) {
    messages.note(
      'this API key may see only the credentials of its own member; one that it does not list may still exist',
    )
  }
  if (rows.some(({ copy, state }) => state === 'deleted' && !deleted.has(copy.id))) {
    messages.note(
      `"deleted" means: not in project ${wholeProject}; a credential of another project looks the same here`,
    )
  }
}
