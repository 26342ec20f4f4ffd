import type { Context } from '../app/context.ts'
import type { KeptLogin } from '../helper/helper-file.ts'
import { hostOfServer, loginAnswer, MISSING, readServer } from '../helper-protocol.ts'
import { type Answer, DONE, notFound, refusal } from './answer.ts'
import { passOn } from './pass-on.ts'
import { generalHelper, isOurs } from './servers.ts'
import { inTime, openStore } from './store-access.ts'

/** Answers `get`: the login of a server with its secret. Throws where it is not known whether there is one. */
export async function get(input: string, context: Context): Promise<Answer> {
  const server = readServer(input)
  if (server === '') return refusal(MISSING.server)
  const registry = hostOfServer(server)
  const state = await (await context.helperFile()).read()
  const login = Object.hasOwn(state.logins, registry) ? state.logins[registry] : undefined
  if (login !== undefined) return answerWith(login, server, context)
  const helper = generalHelper(state, context.host)
  if (helper === undefined || (await isOurs(registry, state, context))) return notFound()
  return passOn({ verb: 'get', input, helper }, context)
}

async function answerWith(
  { username, store: name, entry }: KeptLogin,
  server: string,
  context: Context,
): Promise<Answer> {
  const store = await openStore(name, context)
  const secret = await inTime(name, store.all.get(entry), context)
  if (secret !== undefined) return { ...DONE, stdout: loginAnswer({ server, username, secret }) }
  return notFound(
    `note: the secret of ${username} is no longer in the store ${name}; to log in again: dgsh login\n`,
  )
}
