import type { Context } from '../../app/context.ts'
import { type Named, nameOf } from '../../app/credential-name.ts'
import { readComments } from '../../credentials/resolve-stored.ts'
import { idInUsername } from '../../deepgram/names.ts'
import type { InstallableEngine } from '../../installation/targets.ts'
import { pickEngine } from '../../logins/engine.ts'
import { placeOfStore } from '../../secrets/choose-store.ts'
import type { Message } from '../../ui/message.ts'
import type { EngineName } from '../../vocabulary.ts'

/** The arguments and options of `dgsh helper install` and `uninstall`. */
export interface HelperOptions {
  engine: EngineName | undefined
  dryRun: boolean
}

/** Returns the engine that was asked for, else that of `dgsh login`; podman for skopeo and buildah, which read its files. */
export async function pickInstallable(
  asked: EngineName | undefined,
  context: Context,
): Promise<InstallableEngine> {
  const { name } = await pickEngine(asked, context)
  return name === 'docker' || name === 'helm' ? name : 'podman'
}

/** Returns what people know a login by: the comment of its credential, where the history has it, or the username. */
export async function nameOfLogin(username: string, context: Context): Promise<Message> {
  const id = idInUsername(username)
  if (id === undefined) return username
  const named: Named = { id, comment: (await readComments(context)).get(id) }
  return nameOf(named)
}

/** Returns where the profile stores secrets, or would. */
export async function chosenPlace(context: Context): Promise<Message> {
  const { value } = (await context.settings()).store
  const place = placeOfStore(await context.stores.open(value ?? 'keychain'), context.host.env)
  return [place]
}
