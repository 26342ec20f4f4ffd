import { notFound } from '../../app/choose.ts'
import type { Context, Remote } from '../../app/context.ts'
import { resolveProject } from '../../app/project.ts'
import type { OperationLog } from '../../journal/journal.ts'
import type { Rotation } from '../../journal/operation.ts'
import { requireStore } from '../../secrets/keep-secret.ts'
import { listIds } from '../find-created.ts'
import { freshOperation } from '../operating.ts'
import { reportIfLeft } from '../unfinished.ts'
import { advance, type Rotated } from './advance.ts'
import type { RotationPlan } from './plan.ts'

/**
 * Rotates a credential by its plan, from the first entry in the journal to the end. `wait` is how many seconds the registry may take
 * to accept the successor; `byAge` is true when the credential was chosen by its age, and not by a person.
 */
export async function rotate(
  plan: RotationPlan,
  { wait, byAge }: { wait: number; byAge: boolean },
  context: Context,
): Promise<Rotated> {
  const store = await requireStore(context)
  const log = await begin(plan, { store: store.name, byAge }, context)
  return reportIfLeft(log, context, async () => {
    await noteKnown(log, context.remote)
    return advance({ log, store, wait, isProven: true }, context)
  })
}

/** The plan may have waited for an answer, or for other rotations: what is there is looked up when nobody else can begin. */
async function noteKnown(log: OperationLog<Rotation>, remote: Remote): Promise<void> {
  const { project, previous } = log.operation
  const known = await listIds(project, remote)
  if (known.includes(previous)) return log.write({ known })
  await log.close()
  throw notFound('credential', previous)
}

async function begin(
  { previous: { id }, wanted, targets, keepOld, due }: RotationPlan,
  { store, byAge }: { store: string; byAge: boolean },
  context: Context,
): Promise<OperationLog<Rotation>> {
  const fresh = await freshOperation(context)
  const project = await resolveProject(context)
  return (await context.journal()).begin<Rotation>({
    ...fresh,
    kind: 'rotate',
    ...{ id, previous: id, project, store, wanted, targets, keepOld, known: [] },
    byAge: byAge || undefined,
    due: due?.toISOString(),
  })
}
