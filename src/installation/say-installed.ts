import type { Context } from '../app/context.ts'
import { type Named, nameOf } from '../app/credential-name.ts'
import { readComments } from '../credentials/resolve-stored.ts'
import { idInUsername } from '../deepgram/names.ts'
import { tildePath } from '../engines/surroundings.ts'
import { helperProgram } from '../helper-protocol.ts'
import { placeOfStore } from '../secrets/choose-store.ts'
import { type Message, message, path } from '../ui/message.ts'
import { OWN_HELPER } from '../vocabulary.ts'
import type { Installed } from './install.ts'
import type { InstallPlan } from './plan-install.ts'

/** Says what an installation has changed. */
export async function sayInstalled(
  plan: InstallPlan,
  { warnings }: Installed,
  context: Context,
): Promise<void> {
  const { engine, registry, files, existing } = plan
  const { messages } = context
  const { login, place } = existing
  if (login !== undefined) {
    const name = await nameOfLogin(login.username, context)
    messages.step(
      'done',
      'login',
      message`${name} moved from ${path(place)} to ${await chosenPlace(context)}`,
    )
  }
  const where = placesOf(
    files.map((file) => file.path),
    context,
  )
  messages.step(
    'done',
    engine,
    message`asks ${helperProgram(OWN_HELPER)} for ${registry} from now on (${where})`,
  )
  for (const warning of warnings) messages.step('warning', 'login', warning)
}

/** Returns paths in a sentence. */
export function placesOf(paths: readonly string[], { host: { env } }: Context): Message {
  return paths.flatMap((one, index) => [...(index === 0 ? [] : [', ']), path(tildePath(one, env))])
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
