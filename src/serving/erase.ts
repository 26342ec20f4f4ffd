import type { Context } from '../app/context.ts'
import { hostOfServer, MISSING, readServer } from '../helper-protocol.ts'
import { type Answer, causeOf, DONE } from './answer.ts'
import { forgetOwnEntry } from './own-entry.ts'
import { passOn } from './pass-on.ts'
import { generalHelper, isOurs } from './servers.ts'

/**
 * Answers `erase`: forgets which login is that of a server. Always ends with 0, because podman, skopeo and buildah crash where a helper does
 * not; what went wrong is on stderr.
 */
export async function erase(input: string, context: Context): Promise<Answer> {
  try {
    return await tryErasing(input, context)
  } catch (error) {
    return { ...DONE, stderr: causeOf(error, context) }
  }
}

async function tryErasing(input: string, context: Context): Promise<Answer> {
  const server = readServer(input)
  if (server === '') return { ...DONE, stderr: `error: ${MISSING.server}\n` }
  const registry = hostOfServer(server)
  const file = await context.helperFile()
  const state = await file.read()
  const login = Object.hasOwn(state.logins, registry) ? state.logins[registry] : undefined
  if (login !== undefined) {
    await file.changeLogin(registry, undefined)
    await forgetOwnEntry(login, context)
    return DONE
  }
  const helper = generalHelper(state, context.host)
  if (helper === undefined || (await isOurs(registry, state, context))) return DONE
  return { ...(await passOn({ verb: 'erase', input, helper }, context)), exitCode: 0 }
}
