import type { Messages, Parts, Streams } from '../../app/context.ts'
import { type Named, nameOf, shortId } from '../../app/credential-name.ts'
import type { KnownCredentials } from '../../credentials/known-credentials.ts'
import { idInUsername } from '../../deepgram/names.ts'
import type { Access } from '../../logins/access.ts'
import { markOf } from '../../ui/marks.ts'
import { command, type Message, message } from '../../ui/message.ts'
import type { EngineName } from '../../vocabulary.ts'

/** The credential that an engine is logged in with. */
export interface Subject extends Named {
  /** Undefined when they are not known. */
  scopes?: readonly string[]
}

/** A login that an engine has. */
export interface Done {
  engine: EngineName
  registry: string
  subject: Subject
  /** The username that the engine had before, if it is another one. */
  was: string | undefined
  /** Undefined when the registry did not tell. */
  access: Access | undefined
  warnings: readonly Message[]
}

/** The columns of a mark and the space after it. */
const INDENT = 2

/** Says that an engine is logged in, and as what. */
export function reportLogin(
  { engine, registry, subject }: Pick<Done, 'engine' | 'registry' | 'subject'>,
  messages: Messages,
): void {
  const done = message`${markOf('done')} ${engine} is logged in to ${registry} as ${nameOf(subject)}`
  messages.say(done, INDENT)
}

/** Says what the login can pull and what the engine had before, and then the warnings; these alone where data was asked for. */
export async function reportDetails(
  done: Done,
  { known, isData }: { known: KnownCredentials; isData: boolean },
  context: Parts<'io' | 'messages'>,
): Promise<void> {
  const { was, access, warnings } = done
  const parts = [
    access === undefined || access.open.length === 0 ? [] : [message`can pull ${access.open.join(', ')}`],
    was === undefined ? [] : [message`was ${await nameOfUser(was, done, known, context.io)}`],
  ].flat()
  if (!isData && parts.length > 0) context.messages.say(joined(parts), INDENT)
  for (const warning of [...warningsOf(done), ...warnings])
    context.messages.say(message`${markOf('warning')} ${warning}`, INDENT)
}

function joined(parts: readonly Message[]): Message {
  return parts.reduce<Message>((all, part, index) => message`${all}${index === 0 ? '  ' : '; '}${part}`, '')
}

/** Where Deepgram was not asked about the credential itself, it is not asked about the one before, except on a terminal. */
async function nameOfUser(
  username: string,
  { subject }: Done,
  known: KnownCredentials,
  io: Streams,
): Promise<Message> {
  const id = idInUsername(username)
  if (id === undefined) return username
  const isCheap = subject.scopes !== undefined || io.stderr.isTTY
  return nameOf((isCheap ? (await known()).get(id) : undefined) ?? { id })
}

function warningsOf({ subject, registry, access }: Done): Message[] {
  if (access === undefined) return []
  const { open, missing } = access
  const verify = command(`dgsh verify ${subject.scopes === undefined ? subject.id : shortId(subject.id)}`)
  const isNothing = open.length === 0 && (missing.length > 0 || subject.scopes === undefined)
  if (isNothing)
    return [message`${registry} accepts the login, but it can pull no image; to check it again: ${verify}`]
  if (missing.length === 0) return []
  return [
    message`it cannot pull ${missing.join(', ')}, which its scopes include; to check it again: ${verify}`,
  ]
}
