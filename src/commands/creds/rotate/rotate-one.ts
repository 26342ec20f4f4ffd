import { notFound } from '../../../app/choose.ts'
import { confirmDeletion } from '../../../app/confirm.ts'
import type { Context } from '../../../app/context.ts'
import { nameOf } from '../../../app/credential-name.ts'
import { resolveProject } from '../../../app/project.ts'
import type { OperationLog } from '../../../journal/journal.ts'
import { listIds } from '../../../operations/find-created.ts'
import { advance, type Rotation } from '../../../operations/rotation/advance.ts'
import type { RotationPlan } from '../../../operations/rotation/plan.ts'
import { reportIfLeft } from '../../../operations/unfinished.ts'
import { requireStore } from '../../../secrets/keep-secret.ts'
import { message } from '../../../ui/message.ts'
import type { RotateOptions } from './options.ts'

/** Rotates one credential by its plan, once the user confirms the deletion of the previous one. */
export async function rotateOne(
  plan: RotationPlan,
  { wait, yes, olderThan }: Pick<RotateOptions, 'wait' | 'yes' | 'olderThan'>,
  context: Context,
): Promise<Rotation> {
  const { old, places, keepOld } = plan
  const name = nameOf(old)
  context.messages.say(message`Rotating ${name}`)
  if (!keepOld) {
    const where = places.length === 0 ? 'nothing on this machine' : places.join(', ')
    if (!yes)
      context.messages.step('waiting', 'used by', `${where}; anything else that uses it will stop working`)
    await confirmDeletion({ question: message`Replace and delete ${name}?`, yes }, context)
  }
  const store = await requireStore(context)
  const log = await begin(plan, { store: store.name, byAge: olderThan !== undefined }, context)
  return reportIfLeft(log, context, async () => {
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
    started: context.clock.now().toISOString(),
    profile: profile.value,
    api_url: api_url.value,
    registry: registry.value,
    ...(byAge ? { by_age: true } : {}),
    ...(due === undefined ? {} : { due: due.toISOString() }),
  })
}
