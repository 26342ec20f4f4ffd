import type { Context } from '../../app/context.ts'
import { pickEngine, requireSoundConfig } from '../../logins/engine.ts'
import { logOut } from '../../logins/log-out.ts'
import { parseRegistry } from '../../settings/keys.ts'
import { markOf } from '../../ui/marks.ts'
import { message } from '../../ui/message.ts'
import type { EngineName } from '../../vocabulary.ts'

/** The arguments and options of `dgsh logout`. */
export interface LogoutOptions {
  registry: string | undefined
  engine: EngineName | undefined
}

/** `dgsh logout`: not having been logged in is no error. */
export async function run(
  { registry: named, engine: asked }: LogoutOptions,
  context: Context,
): Promise<number> {
  const registry =
    named === undefined ? (await context.settings()).registry.value : parseRegistry(named, 'the registry')
  const engine = await pickEngine(asked, context)
  await requireSoundConfig(engine, { registry }, context)
  if (await logOut({ engine, registry }, context))
    context.messages.say(message`${markOf('done')} ${engine.name} is logged out of ${registry}`, 2)
  else context.messages.note(`${engine.name} was not logged in to ${registry}`)
  return 0
}
