import type { Host, Parts } from '../app/context.ts'
import { inspectDocker } from '../engines/docker-program.ts'
import type { LoginSearch } from '../engines/engine-login.ts'
import type { DockerProgram } from '../engines/surroundings.ts'

/**
 * What finding the logins of a registry needs; of the one in use where none is named. `changes` are variables that an engine gets
 * beside those of the environment.
 */
export async function loginSearch(
  context: Parts<'host' | 'settings'>,
  registry?: string,
  changes: Readonly<Record<string, string>> = {},
): Promise<LoginSearch> {
  const { accountHome, exec, platform } = context.host
  const env = { ...context.host.env, ...changes }
  return {
    ...{ registry: registry ?? (await context.settings()).registry.value, env, exec, platform, accountHome },
    docker: await dockerProgram(context.host, changes),
  }
}

/** What docker says does not change during a call, but for the variables that it gets. */
const known = new WeakMap<Host, Map<string, Promise<DockerProgram | undefined>>>()

function dockerProgram(host: Host, changes: Readonly<Record<string, string>>) {
  const answers = known.get(host) ?? new Map<string, Promise<DockerProgram | undefined>>()
  known.set(host, answers)
  const key = JSON.stringify(changes)
  const { accountHome, env, exec, platform } = host
  const answer =
    answers.get(key) ?? inspectDocker({ accountHome, env: { ...env, ...changes }, exec, platform }, changes)
  answers.set(key, answer)
  return answer
}
