import type { Context } from '../../context.ts'
import { logoutArguments } from '../../engines/argv.ts'
import { lastLine, wasNotLoggedIn } from '../../engines/outcome.ts'
import { DgshError } from '../../errors.ts'
import { parseRegistry } from '../../settings/keys.ts'
import { safeText } from '../../ui/safe-text.ts'
import type { EngineName } from '../../vocabulary.ts'
import { record } from '../record.ts'
import { hintAtOthers, pickEngine, requireSoundConfig } from './engine.ts'
import { whileAlone } from './log-in.ts'

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
  requireSoundConfig(engine, context)
  const request = { file: engine.path, args: logoutArguments(engine.name, registry) }
  const result = await whileAlone(context, () => context.exec(request))
  if (wasNotLoggedIn(result.stdout + result.stderr)) {
    context.note(`${engine.name} was not logged in to ${registry}`)
    return 0
  }
  if (result.exitCode !== 0) {
    const said = result.startError ?? lastLine(result.stderr)
    const why = said === '' ? '' : ` (${safeText(said)})`
    throw new DgshError('engine_failed', `${engine.name} could not log out of ${registry}${why}`, {
      hint:
        hintAtOthers([engine.name], context) ??
        'run it again with --debug, or run the logout of the engine by hand',
    })
  }
  await record(context, {
    action: 'engine_logged_out',
    credential: null,
    detail: { engine: engine.name, registry },
  })
  context.say(`Logged ${engine.name} out of ${registry}.`)
  return 0
}
