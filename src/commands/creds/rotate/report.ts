import type { Context, Parts } from '../../../app/context.ts'
import { shortId } from '../../../app/credential-name.ts'
import { requireColumns, writeData, writeListing } from '../../../app/write.ts'
import { scopesOf } from '../../../credentials/columns.ts'
import { shortScope } from '../../../deepgram/names.ts'
import type { Rotation } from '../../../journal/operation.ts'
import type { Rotated } from '../../../operations/rotation/advance.ts'
import type { RotationPlan } from '../../../operations/rotation/plan.ts'
import type { Listing } from '../../../ui/column.ts'
import { drawPlans } from './draw-plans.ts'

/** Writes what rotations would do. Returns the exit code 0. */
export async function reportPlans(plans: readonly RotationPlan[], context: Context): Promise<number> {
  if (await isForTerminal(context)) await drawPlans(plans, context)
  else await writeListing(context, planListing(plans), 'nothing to rotate')
  if (plans.length > 0) context.messages.say('Nothing was changed.')
  return 0
}

/** Writes the rotations that an action says are done, also when it fails after some of them; it says `undefined` for none. */
export async function reportRotated(
  action: (done: (rotated: Rotated | undefined) => void) => Promise<void>,
  context: Context,
): Promise<void> {
  const rows: Rotated[] = []
  try {
    await action((rotated) => rotated !== undefined && rows.push(rotated))
    // Why there is none has been said.
    if (rows.length === 0) await writeData(context, [])
  } finally {
    // On a terminal the steps have said it all.
    if (rows.length > 0 && !(await isForTerminal(context)))
      await writeListing(context, rotationListing(rows), '')
  }
}

/** Throws a usage error for a column that there is not, before anything is done. */
export async function requireRotationColumns(
  dryRun: boolean,
  context: Parts<'options' | 'settings'>,
): Promise<void> {
  await (dryRun ? requireColumns(planListing([]), context) : requireColumns(rotationListing([]), context))
}

function rotationListing(rows: readonly Rotated[]): Listing<Rotated> {
  return {
    rows,
    columns: [
      {
        name: 'old',
        header: 'OLD',
        value: ({ previous }) => previous,
        cell: ({ previous }) => shortId(previous),
        paint: 'faint',
      },
      { name: 'new', header: 'NEW', value: ({ created }) => created.id, paint: 'id' },
      {
        name: 'delivered_to',
        header: 'DELIVERED TO',
        value: ({ targets }) => targets.map(nameOfTarget).join(', '),
        wrapsTo: 10,
      },
      {
        name: 'old_one',
        header: 'PREVIOUS',
        value: ({ deleted, due }) => (deleted ? 'deleted' : fateOf(due)),
        wrapsTo: 10,
      },
    ],
    id: ({ created }) => created.id,
    data: ({ previous, created, targets, deleted, due }) => ({
      old: previous,
      new: created.id,
      username: created.username,
      scopes: created.scopes,
      delivered_to: targets.map(nameOfTarget),
      old_deleted: deleted,
      kept_until: due ?? null,
    }),
  }
}

function planListing(rows: readonly RotationPlan[]): Listing<RotationPlan> {
  const fate = ({ keepOld, due }: RotationPlan) => (keepOld ? fateOf(due?.toISOString()) : 'deleted')
  return {
    rows,
    columns: [
      { name: 'old', header: 'OLD', value: ({ previous }) => previous.id, paint: 'id' },
      { name: 'scopes', header: 'SCOPES', value: ({ previous }) => scopesOf(previous), wrapsTo: 10 },
      { name: 'deliver_to', header: 'DELIVER TO', value: ({ places }) => places.join(', '), wrapsTo: 12 },
      { name: 'old_one', header: 'PREVIOUS', value: fate, wrapsTo: 8 },
      { name: 'comment', header: 'COMMENT', value: ({ wanted }) => wanted.comment, wrapsTo: 12, wide: true },
    ],
    id: ({ previous }) => previous.id,
    data: (plan) => ({
      old: plan.previous.id,
      scopes: plan.wanted.scopes.map(shortScope),
      comment: plan.wanted.comment,
      deliver_to: plan.places,
      delete_old: !plan.keepOld,
      kept_until: plan.due?.toISOString() ?? null,
    }),
  }
}

/** True where people read the output on a terminal, and asked for no format of their own. */
async function isForTerminal(context: Context): Promise<boolean> {
  const { value: format } = (await context.settings()).output
  return format === 'table' && context.io.stdout.isTTY && context.options.flags.columns === undefined
}

function fateOf(due: string | undefined): string {
  return due === undefined ? 'kept' : `kept until ${due}`
}

function nameOfTarget(target: Rotation['targets'][number]): string {
  return target.kind === 'engine' ? target.engine : (target.command[0] ?? '')
}
