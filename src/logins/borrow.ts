import type { Host, Parts } from '../app/context.ts'
import { composeBorrowed, type Lending, type UnreadablePart } from '../engines/borrowed/compose.ts'
import { type BorrowedLogin, writeBorrowed } from '../engines/borrowed/write.ts'
import { dockerConfigPath } from '../engines/docker-config.ts'
import type { HeldLogin } from '../engines/login-config.ts'
import { askedHelpers } from '../engines/registries-conf.ts'
import { tildePath } from '../engines/surroundings.ts'
import {
  makePrivateDirectory,
  placeForMoments,
  removePrivateDirectory,
  sweepPrivateDirectories,
} from '../files/private-directory.ts'
import { helperProgram } from '../helper-protocol.ts'
import type { Runner } from '../journal/operation.ts'
import { describeRunner, isOfThisHost, isRunning } from '../journal/runner.ts'
import { isJsonObject, parseJson } from '../json.ts'
import { shellWord } from '../shell.ts'
import { command, type Message, message, path } from '../ui/message.ts'
import { loginSearch } from './login-search.ts'

/** A login of a registry that is lent to a command. */
export interface LentLogin extends HeldLogin, Lending {
  registry: string
}

const PREFIX = 'dgsh-login-'

/**
 * Does something while a command can use a login that nobody else sees: it is in a private directory, in memory where the system
 * has one, which is removed however the action ends. What a dgsh that was killed has left there is removed, too.
 */
export async function withBorrowedLogin<Value>(
  login: LentLogin,
  context: Parts<'host' | 'messages' | 'redaction' | 'settings'>,
  action: (borrowed: BorrowedLogin) => Promise<Value>,
): Promise<Value> {
  const { host, messages, redaction } = context
  redaction.protect(login.secret)
  const search = await loginSearch(context, login.registry)
  const texts = await composeBorrowed(login, search, login)
  for (const part of texts.unreadable) messages.note(noteOf(part, host))
  const place = placeForMoments(host)
  sweep(place, context)
  const directory = await makePrivateDirectory(
    { place, prefix: PREFIX },
    JSON.stringify(describeRunner(host.processes)),
  )
  const forget = host.atExit(() => removePrivateDirectory(directory))
  try {
    const borrowed = writeBorrowed(directory, texts)
    await noteOthers(login.registry, borrowed, context)
    return await action(borrowed)
  } finally {
    forget()
    const left = removePrivateDirectory(directory)
    if (left !== undefined) {
      const remove = command(`sudo rm -r ${shellWord(directory)}`)
      messages.note(message`what the command left beside its login cannot be removed (${left}): ${remove}`)
    }
  }
}

/** A directory is of a dgsh that is running, or of one of another machine or container, of which nothing is known. */
function sweep(place: string, { host, messages }: Parts<'host' | 'messages'>): void {
  const isInUse = (user: string) => {
    const runner = parseRunner(user)
    return runner !== undefined && (!isOfThisHost(runner) || isRunning(runner, host.processes))
  }
  for (const directory of sweepPrivateDirectories({ place, prefix: PREFIX }, isInUse))
    messages.debug(`removed ${directory}, which a dgsh that was killed had left`)
}

function noteOf({ path: file, place, problem }: UnreadablePart, { env }: Host): Message {
  const shown = path(tildePath(file, env))
  return place === ''
    ? message`${shown} ${problem}: the command goes without what it holds`
    : message`${place} in ${shown} ${problem}: the command goes without it`
}

/** Says which programs will not look at the lent login. */
async function noteOthers(
  registry: string,
  { env }: BorrowedLogin,
  context: Parts<'host' | 'messages' | 'settings'>,
): Promise<void> {
  const led = await loginSearch(context, registry, env)
  const config = dockerConfigPath(led)
  if (config !== undefined && config !== dockerConfigPath({ ...led, docker: undefined })) {
    const own = path(tildePath(config, context.host.env))
    context.messages.note(
      message`docker reads ${own} whatever DOCKER_CONFIG says: it does not use the lent login`,
    )
  }
  const {
    names: [first],
    file = '',
  } = askedHelpers(led)
  if (first === undefined) return
  const conf = path(tildePath(file, context.host.env))
  context.messages.note(
    message`podman, skopeo, and buildah ask ${helperProgram(first)} first, as ${conf} says: what that has for ${registry} overrides the lent login`,
  )
}

function parseRunner(text: string): Runner | undefined {
  const runner = parseJson(text)
  if (!isJsonObject(runner)) return undefined
  const { pid, host, since, namespace } = runner
  if (typeof pid !== 'number' || typeof host !== 'string' || typeof since !== 'string') return undefined
  return { pid, host, since, ...(typeof namespace === 'string' ? { namespace } : {}) }
}
