import type { Context, Messages, Streams } from '../../app/context.ts'
import { record } from '../../app/record.ts'
import { DgshError } from '../../errors.ts'
import type { Operation } from '../../journal/operation.ts'
import { describeOperation } from '../../operations/names.ts'
import { resumeCommand } from '../../operations/resume-command.ts'
import { deleteApiKeys, findProfileEntries, type ProfileEntries } from '../../secrets/profile-entries.ts'
import { DEFAULT_PROFILE, requireProfile } from '../../settings/profile-names.ts'
import { shellWord } from '../../shell.ts'

/** The arguments and options of `dgsh profiles remove`. */
export interface RemoveProfileOptions {
  profile: string
  yes: boolean
}

/**
 * Runs `dgsh profiles remove`: the key is deleted first, so that a failure leaves the profile that leads to it. Secrets belong to
 * credentials and not to a profile, and cannot be had again: they stay.
 */
export async function run({ profile, yes }: RemoveProfileOptions, context: Context): Promise<number> {
  const file = await context.settingsFile()
  await requireProfile(profile, file)
  await requireNoOperation(profile, context)
  const entries = await findProfileEntries(profile, context)
  if (!yes) await confirm(profile, entries, context.io)
  const wasCurrent = (await file.currentProfile()) === profile
  const deleted = await deleteApiKeys(profile, entries)
  await file.removeProfile(profile)
  const own = context.scopedTo({ profile })
  const store = entries.store?.name ?? 'none'
  await record(own, { action: 'profile_removed', credential: null, project: null, detail: { store } })
  report(profile, { ...entries, deleted }, context.messages)
  if (wasCurrent) context.messages.say(`dgsh now uses profile ${DEFAULT_PROFILE}.`)
  if (context.host.env.DGSH_PROFILE === profile)
    context.messages.note('DGSH_PROFILE still names it; to leave it out: unset DGSH_PROFILE')
  return 0
}

/** An operation needs the profile's key and store to be finished. */
async function requireNoOperation(profile: string, context: Context): Promise<void> {
  const operations = await (await context.journal()).list()
  const operation = operations.find((one) => one.profile === profile)
  if (operation === undefined) return
  const what = `${describeOperation(operation)} is not finished`
  throw new DgshError('failed', `profile ${profile} is still needed: ${what}`, {
    hint: `finish it first: ${await lineFor(operation, context)}`,
  })
}

function lineFor(operation: Operation, context: Context): Promise<string> {
  return resumeCommand(operation, operation.step === 'kept' ? '--finish' : '--resume', context)
}

async function confirm(profile: string, { store, keys }: ProfileEntries, io: Streams): Promise<void> {
  if (!io.canPrompt)
    throw new DgshError(
      'input_required',
      'refusing to remove a profile without confirmation (prompts are disabled)',
      { hint: `to remove it without one: dgsh profiles remove ${shellWord(profile)} --yes` },
    )
  const what = keys.length === 0 ? 'its settings' : `its settings and its API key in ${store?.name}`
  if (await (await io.prompt()).confirm(`Remove profile ${profile} with ${what}?`)) return
  throw new DgshError('failed', 'nothing was removed')
}

function report(
  profile: string,
  { store, secrets, deleted }: ProfileEntries & { deleted: boolean },
  messages: Messages,
): void {
  messages.say(
    deleted
      ? `Removed profile ${profile} and its API key from ${store?.name}. The key still works; delete it in the Deepgram console if you no longer need it.`
      : `Removed profile ${profile}.`,
  )
  if (secrets === 0 || store === undefined) return
  const [what, them] = secrets === 1 ? ['1 secret stays', 'it'] : [`${secrets} secrets stay`, 'them']
  messages.note(
    `${what} in ${store.name}; to use ${them} from the profile in use: dgsh config set store ${shellWord(store.name)}`,
  )
}
