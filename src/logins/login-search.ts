import type { Context } from '../app/context.ts'
import { inspectDocker } from '../engines/docker-program.ts'
import type { LoginSearch } from '../engines/engine-login.ts'
import type { DockerProgram } from '../engines/surroundings.ts'

/**
 * What finding the logins of a registry needs; of the one in use where none is named. `changes` are variables that an engine gets
 * beside those of the environment.
 */
export async function loginSearch(
  context: Context,
  registry?: string,
  changes: Readonly<Record<string, string>> = {},
): Promise<LoginSearch> {
  const {
    host: { accountHome, exec, platform },
  } = context
  const env = { ...context.host.env, ...changes }
  return {
    ...{ registry: registry ?? (await context.settings()).registry.value, env, exec, platform, accountHome },
    docker: await dockerProgram(context, changes),
  }
}

/** What docker says does not change during a call, but for the variables that it gets. */
const known = new WeakMap<Context, Map<string, Promise<DockerProgram | undefined>>>()

function dockerProgram(context: Context, changes: Readonly<Record<string, string>>) {
  const answers = known.get(context) ?? new Map<string, Promise<DockerProgram | undefined>>()
  known.set(context, answers)
  const key = JSON.stringify(changes)
  const {
    host: { accountHome, env, exec, platform },
  } = context
  const answer =
    answers.get(key) ?? inspectDocker({ accountHome, env: { ...env, ...changes }, exec, platform }, changes)
  answers.set(key, answer)
  return answer
}
