import type { Context } from '../../../app/context.ts'
import { obtainAgain } from '../../../operations/obtain-again.ts'
import { openOperationStore } from '../../../operations/operation-store.ts'
import { forEachOperation } from '../../../operations/unfinished.ts'
import { undo } from './abort.ts'
import { chooseUnfinished, type UnfinishedOptions } from './choose-unfinished.ts'
import { finish } from './finish.ts'
import { reportEach } from './report.ts'

/** `dgsh creds create --resume`: brings each interrupted creation to the end that it would have had. */
export async function resume(
  { comment, showSecret, yes }: UnfinishedOptions,
  context: Context,
): Promise<number> {
  const operations = await chooseUnfinished(comment, context)
  await reportEach(
    showSecret,
    (report) =>
      forEachOperation(
        operations,
        async (log, own) => {
          const store = await openOperationStore(log.operation, own)
          if (log.operation.step === 'aborting') {
            await undo({ log, store, yes }, own)
            return
          }
          const obtained = await obtainAgain({ log, store, yes }, own)
          await finish(obtained, { log, store, showSecret, report }, own)
        },
        context,
      ),
    context,
  )
  return 0
}
