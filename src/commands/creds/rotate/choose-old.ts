import type { Context } from '../../../context.ts'
import type { Credential } from '../../../deepgram/credential.ts'
import { DgshError } from '../../../errors.ts'
import { secretName } from '../../../store/store.ts'
import { findPlaces } from '../../places.ts'
import { resolveProject } from '../../projects/choices.ts'
import { filterCredentials } from '../filter.ts'
import { tellHowToGoOn } from '../lifecycle/find-created.ts'
import { listOperations } from '../lifecycle/unfinished.ts'
import { resolveCredential } from '../resolve.ts'
import type { RotateOptions } from './rotate.ts'

/** The credentials to rotate: the one that was named or picked, or all that are old enough and known here. */
export async function chooseOld(options: RotateOptions, context: Context): Promise<Credential[]> {
  const { credential, olderThan } = options
  if (olderThan !== undefined) return chooseByAge(olderThan, options, context)
  const old = await resolveCredential(credential, context)
  await requireUntouched(old, context)
  return [old]
}

/** Throws while another rotation of the same credential is not done. */
async function requireUntouched({ id }: Credential, context: Context): Promise<void> {
  const operation = (await listOperations('rotate', context)).find(({ old }) => old === id)
  if (operation === undefined) return
  if (operation.step === 'kept') {
    throw new DgshError('failed', `${id} was rotated already, and is only kept for a while`, {
      hint: `the new one is ${operation.created}; dgsh creds rotate ${id} --finish deletes the old one`,
    })
  }
  const running = (await context.journal()).isRunning(operation)
  throw new DgshError('failed', `a rotation of ${id} ${running ? 'is going on' : 'was left unfinished'}`, {
    hint: running ? 'wait for it to end' : tellHowToGoOn(operation),
  })
}

async function chooseByAge(
  olderThan: number,
  { hooks }: RotateOptions,
  context: Context,
): Promise<Credential[]> {
  const all = await (await context.api()).listCredentials(await resolveProject(context))
  const filter = { olderThan, sort: 'created', reverse: true } as const
  const rotated = new Set((await listOperations('rotate', context)).map(({ old }) => old))
  const old = filterCredentials(all, filter, context.now()).filter(({ id }) => !rotated.has(id))
  if (hooks.length > 0) return old
  const known = await chooseKnown(old, context)
  const left = old.length - known.length
  if (left > 0)
    context.note(
      `${left} more ${left === 1 ? 'is' : 'are'} old enough, but not known to be in use here: rotate where they are used, or say with --exec how they get there`,
    )
  if (known.length === 0) context.note('nothing to rotate')
  return known
}

async function chooseKnown(credentials: readonly Credential[], context: Context): Promise<Credential[]> {
  const places = await findPlaces(
    credentials.map(({ id }) => id),
    context,
  )
  const kept = new Set(await (await context.store()).list())
  return credentials.filter(({ id }) => (places.get(id) ?? []).length > 0 || kept.has(secretName(id)))
}
