import type { Context } from '../../app/context.ts'
import { record } from '../../app/record.ts'
import { placeOfStore } from '../../secrets/choose-store.ts'
import { type BoundStore, isNamed } from '../../store/binding.ts'
import { apiKeyName } from '../../store/store.ts'
import { markOf } from '../../ui/marks.ts'
import { message } from '../../ui/message.ts'

/** `dgsh auth logout`: forgets the key of the profile, for whatever API it was kept, not its settings. Having had none is no error. */
export async function run(context: Context): Promise<number> {
  const { profile } = await context.settings()
  const store = await context.stores.chosen()
  if (await deleteAll(apiKeyName(profile.value), store)) {
    const detail = { store: store.name }
    await record(context, { action: 'api_key_forgotten', credential: null, detail })
    context.messages.say(
      message`${markOf('done')} the API key of profile ${profile.value} is deleted from ${placeOfStore(store, context.host.env)}`,
      2,
    )
    context.messages.say('  it still works: if it should not, delete it in the Deepgram console', 2)
  } else {
    context.messages.note(`there was no API key kept for profile ${profile.value}`)
  }
  if (context.host.env.DEEPGRAM_API_KEY) context.messages.note('DEEPGRAM_API_KEY is still set')
  return 0
}

async function deleteAll(name: string, store: BoundStore): Promise<boolean> {
  const others = (await store.all.list()).filter((full) => isNamed(full, name))
  let found = false
  for (const full of new Set([await store.fullNameOf(name), ...others]))
    found = (await store.all.delete(full)) || found
  return found
}
