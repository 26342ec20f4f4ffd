import type { Context } from '../app/context.ts'
import { DgshError } from '../errors.ts'
import type { HelperState } from '../helper/helper-file.ts'
import { helperProgram, hostOfServer, listRequest, readFields } from '../helper-protocol.ts'
import { type Answer, causeOf, DONE } from './answer.ts'
import { passOn } from './pass-on.ts'
import { generalHelper, isOurs } from './servers.ts'

/** Answers `list`: the usernames of our logins, and of those that the general helper has for servers that are not ours. */
export async function list(context: Context): Promise<Answer> {
  const state = await (await context.helperFile()).read()
  const { usernames, cause } = await listOthers(state, context)
  for (const [registry, { username }] of Object.entries(state.logins)) usernames.set(registry, username)
  return { ...DONE, stdout: `${JSON.stringify(Object.fromEntries(usernames))}\n`, stderr: cause }
}

/** A general helper that fails takes none of our logins along. */
async function listOthers(
  state: HelperState,
  context: Context,
): Promise<{ usernames: Map<string, unknown>; cause: string }> {
  const helper = generalHelper(state, context.host)
  if (helper === undefined) return { usernames: new Map(), cause: '' }
  const usernames = new Map<string, unknown>()
  try {
    for (const [server, username] of await listOf(helper, context)) {
      if (!(await isOurs(hostOfServer(server), state, context))) usernames.set(server, username)
    }
    return { usernames, cause: '' }
  } catch (error) {
    return { usernames: new Map(), cause: causeOf(error, context) }
  }
}

async function listOf(helper: string, context: Context): Promise<Map<string, unknown>> {
  const { stdout, exitCode } = await passOn({ verb: 'list', input: listRequest().input, helper }, context)
  const fields = exitCode === 0 ? readFields(stdout) : undefined
  if (fields !== undefined) return fields
  throw new DgshError('failed', `${helperProgram(helper)} does not list its logins (exit code ${exitCode})`)
}
