import type { Context, Messages } from '../../app/context.ts'
import { resolveProject } from '../../app/project.ts'
import { filterCredentials } from '../../credentials/filter.ts'
import { resolveCredential } from '../../credentials/resolve.ts'
import type { Credential } from '../../deepgram/credential.ts'
import type { Rotation } from '../../journal/operation.ts'
import { findPlaces, isDeliverable } from '../../logins/usages.ts'
import { listOperations } from '../unfinished.ts'
import { explainState } from './choose.ts'

/** What says which credentials to rotate, and what may be asked. */
export interface PreviousOptions {
  credential: string | undefined
  /** Milliseconds. */
  olderThan: number | undefined
  /** True when the previous credential is left for `--finish`. */
  keepOld: boolean
  dryRun: boolean
  yes: boolean
}

/** Returns the credentials to rotate: the one that was named or picked, or all that are old enough and used here. */
export async function choosePrevious(options: PreviousOptions, context: Context): Promise<Credential[]> {
  const { credential, olderThan, dryRun, yes, keepOld } = options
  if (olderThan !== undefined) return chooseByAge(olderThan, context)
  const previous = await resolveCredential(credential, context, {
    question: 'Which credential do you want to replace?',
    destructive: dryRun
      ? undefined
      : {
          command: 'dgsh creds rotate',
          asks: !yes && !keepOld,
          options: `${keepOld ? ' --keep-old' : ''}${yes ? ' --yes' : ''}`,
        },
  })
  await requireUntouched(previous, context)
  return [previous]
}

/** Throws while another rotation of a credential is not done. */
async function requireUntouched({ id }: Credential, context: Context): Promise<void> {
  const rotation = (await listOperations('rotate', context)).find((one) => isBusy(id, one))
  if (rotation !== undefined) throw await explainState(rotation, context)
}

async function chooseByAge(olderThan: number, context: Context): Promise<Credential[]> {
  const api = await context.remote.api()
  const all = await api.listCredentials(await resolveProject(context))
  const filter = { olderThan, sort: 'created', reverse: true } as const
  const rotations = await listOperations('rotate', context)
  const old = filterCredentials(all, filter, api.now()).filter(
    ({ id }) => !rotations.some((rotation) => isBusy(id, rotation)),
  )
  const places = await findPlaces(
    old.map(({ id }) => id),
    context,
  )
  const used = old.filter(({ id }) => (places.get(id) ?? []).length > 0)
  const chosen = used.filter(({ id }) => (places.get(id) ?? []).every(isDeliverable))
  reportPassedOver(old.length - used.length, 'no login on this machine uses', context.messages)
  reportPassedOver(used.length - chosen.length, 'dgsh cannot replace every login of', context.messages)
  if (chosen.length === 0) context.messages.note('nothing to rotate')
  return chosen
}

/** True for the previous credential of a rotation, and for the successor while the rotation still needs it. */
function isBusy(id: string, { previous, created, step }: Rotation): boolean {
  return previous === id || (created === id && step !== 'kept')
}

function reportPassedOver(count: number, why: string, messages: Messages): void {
  if (count === 0) return
  const [are, them] = count === 1 ? ['is', 'it'] : ['are', 'them']
  messages.note(
    `${count} more ${are} old enough, but ${why} ${them}; rotate ${them} where ${them === 'it' ? 'it is' : 'they are'} used, or by id`,
  )
}
