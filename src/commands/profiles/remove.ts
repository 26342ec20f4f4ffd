import type { Context } from '../../app/context.ts'
import { record } from '../../app/record.ts'
import { DgshError } from '../../errors.ts'
import type { Operation } from '../../journal/operation.ts'
import { describeOperation } from '../../operations/names.ts'
import { resumeCommand } from '../../operations/resume-command.ts'
import { currentStore, isShared } from '../../secrets/move-store.ts'
import { DEFAULT_PROFILE, requireProfile } from '../../settings/profile-names.ts'
import { shellWord } from '../../shell.ts'
import { type BoundStore, isNamed } from '../../store/binding.ts'
import { apiKeyName, credentialIdOf, isAboutStore } from '../../store/store.ts'

/** The arguments and options of `dgsh profiles remove`. */
export interface RemoveProfileOptions {
  profile: string
  yes: boolean
}

/** What a profile keeps in its store. */
interface Belongings {
  /** Undefined where only a command gives the key, or where no store can be opened by what the profile says. */
  store: BoundStore | undefined
  /** The full names of its API keys: one for each API. */
  keys: readonly string[]
  /** How many secrets are there that no other profile's store has. */
  secrets: number
}

/**
 * Runs `dgsh profiles remove`: the key is deleted first, so that a failure leaves the profile that leads to it. Secrets belong to
 * credentials and not to a profile, and cannot be had again: they stay.
 */
export async function run({ profile, yes }: RemoveProfileOptions, context: Context): Promise<number> {
  const file = await context.settingsFile()
  await requireProfile(profile, file)
  await requireNoOperation(profile, context)
  const belongings = await findBelongings(profile, context)
  if (!yes) await confirm(profile, belongings, context)
  const wasCurrent = (await file.currentProfile()) === profile
  const deleted = await explainStore(profile, () => deleteKeys(belongings))
  await file.removeProfile(profile)
  const own = context.scopedTo({ profile })
  const store = belongings.store?.name ?? 'none'
  await record(own, { action: 'profile_removed', credential: null, project: null, detail: { store } })
  report(profile, { ...belongings, deleted }, context)
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

async function findBelongings(profile: string, context: Context): Promise<Belongings> {
  const store = await currentStore(profile, context)
  if (store === undefined || !store.writable) return { store: undefined, keys: [], secrets: 0 }
  const entries = await explainStore(profile, () => store.all.list())
  const secrets = (await isShared(store, profile, context))
    ? []
    : entries.flatMap((name) => credentialIdOf(name) ?? [])
  return {
    store,
    keys: entries.filter((full) => isNamed(full, apiKeyName(profile))),
    secrets: secrets.length,
  }
}

async function confirm(profile: string, { store, keys }: Belongings, context: Context): Promise<void> {
  if (!context.io.canPrompt)
    throw new DgshError(
      'input_required',
      'refusing to remove a profile without confirmation (prompts are disabled)',
      { hint: `to remove it without one: dgsh profiles remove ${shellWord(profile)} --yes` },
    )
  const what = keys.length === 0 ? 'its settings' : `its settings and its API key in ${store?.name}`
  if (await (await context.io.prompt()).confirm(`Remove profile ${profile} with ${what}?`)) return
  throw new DgshError('failed', 'nothing was removed')
}

async function deleteKeys({ store, keys }: Belongings): Promise<boolean> {
  let found = false
  for (const name of keys) found = (await store?.all.delete(name)) === true || found
  return found
}

/** A store that no longer works must not keep a profile from being removed. */
async function explainStore<Value>(profile: string, action: () => Promise<Value>): Promise<Value> {
  try {
    return await action()
  } catch (error) {
    if (!isAboutStore(error)) throw error
    throw new DgshError(error.code, error.message, {
      hint: `${error.hint === undefined ? '' : `${error.hint}\n`}to leave its API key there: dgsh config unset store --profile ${shellWord(profile)}`,
    })
  }
}

function report(
  profile: string,
  { store, secrets, deleted }: Belongings & { deleted: boolean },
  context: Context,
): void {
  context.messages.say(
    deleted
      ? `Removed profile ${profile} and its API key from ${store?.name}. The key still works; delete it in the Deepgram console if you no longer need it.`
      : `Removed profile ${profile}.`,
  )
  if (secrets === 0 || store === undefined) return
  const [what, them] = secrets === 1 ? ['1 secret stays', 'it'] : [`${secrets} secrets stay`, 'them']
  context.messages.note(
    `${what} in ${store.name}; to use ${them} from the profile in use: dgsh config set store ${shellWord(store.name)}`,
  )
}
