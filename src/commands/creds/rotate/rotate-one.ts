import type { Context } from '../../../context.ts'
import type { OperationLog } from '../../../journal/journal.ts'
import { notFound } from '../../choose.ts'
import { resolveProject } from '../../projects/choices.ts'
import { confirmDeletion } from '../lifecycle/confirm.ts'
import { listIds } from '../lifecycle/find-created.ts'
import { requireStore } from '../lifecycle/keep-secret.ts'
import { tellIfLeft } from '../lifecycle/unfinished.ts'
import { advance, type Rotation } from './advance.ts'
import type { RotationPlan } from './plan.ts'
import type { RotateOptions } from './rotate.ts'

/** Rotates one credential by its plan, once the user agrees to the deletion of the old one. */
export async function rotateOne(
  plan: RotationPlan,
  { wait, yes, olderThan }: Pick<RotateOptions, 'wait' | 'yes' | 'olderThan'>,
  context: Context,
): Promise<Rotation> {
  const { old, places, keepOld } = plan
  if (!keepOld) {
    const where = places.length === 0 ? 'the store only' : places.join(', ')
    context.say(`Known users of ${old.id}: ${where}. Any other loses its login.`)
    await confirmDeletion({ question: `Replace ${old.id}, and delete it?`, yes }, context)
  }
  const store = await requireStore(context)
  const log = await begin(plan, { store: store.name, byAge: olderThan !== undefined }, context)
  return tellIfLeft(log, context, async () => {
    await noteKnown(log, context)
    return advance({ log, store, wait, isProven: true }, context)
  })
}

/** The plan may have waited for an answer, or for other rotations: what is there is looked up when nobody else can begin. */
async function noteKnown(log: OperationLog, context: Context): Promise<void> {
  const { project, old = '' } = log.operation
  const known = await listIds(project, context)
  if (known.includes(old)) return log.write({ known })
  await log.close()
  throw notFound('credential', old)
}

async function begin(
  plan: RotationPlan,
  { store, byAge }: { store: string; byAge: boolean },
  context: Context,
): Promise<OperationLog> {
  const { old, wanted, targets, keepOld, due } = plan
  const { profile, api_url, registry } = await context.settings()
  const project = await resolveProject(context)
  return (await context.journal()).begin({
    ...{ kind: 'rotate', old: old.id, wanted, targets, known: [], store, project, keep_old: keepOld },
    started: context.now().toISOString(),
    profile: profile.value,
    api_url: api_url.value,
    registry: registry.value,
    ...(byAge ? { by_age: true } : {}),
    ...(due === undefined ? {} : { due: due.toISOString() }),
  })
}
