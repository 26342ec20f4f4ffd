import { shortId } from '../../app/credential-name.ts'
import type { Verification } from '../../credentials/verify-logins.ts'
import { shortScope, usernameOf } from '../../deepgram/names.ts'
import type { VerdictName } from '../../registry/verdict.ts'
import { shellWord } from '../../shell.ts'
import { command, type Message, message } from '../../ui/message.ts'

type Explain = (row: Verification, registry: string) => Message

const EXPLANATIONS: Readonly<Record<Exclude<VerdictName, 'ok'>, Explain>> = {
  partial: (row, registry) =>
    row.message === ''
      ? message`${registry} does not let it pull ${row.missing.join(', ')}; if it is new, wait for it: ${watch(row)}`
      : row.message,
  'no-access': (row, registry) =>
    message`${registry} accepts the login, but lets it pull nothing; if it is new, wait for it: ${watch(row)}`,
  'wrong-secret': (row) => message`the secret (from ${row.source}) does not belong to it; ${replace(row)}`,
  deleted: (row, registry) =>
    row.scopes === undefined
      ? message`${registry} does not know it: it was deleted, it is too new, or its id is mistyped; to see where it is used: ${where(row)}`
      : message`${registry} does not know it, although Deepgram lists it; if it is new, wait for it: ${watch(row)}`,
  disabled: () => 'the account is disabled; ask Deepgram support',
  rejected: (row, registry) =>
    message`${registry} refuses the login and does not say why; to see its answer: ${verify(row, '--debug')}`,
  'rate-limited': (row, registry) =>
    message`${registry} received too many requests; to ask again until it answers: ${watch(row)}`,
  unreachable: (row) => message`${row.message}; to find the cause: ${command('dgsh doctor')}`,
}

/**
 * Returns what a verdict means, with the next command, and where Deepgram and the registry differ; nothing for what is as it
 * should be.
 */
export function explain(row: Verification, registry: string): Message[] {
  const { verdict, scopes, extra, missing } = row
  const promised = (scopes ?? []).map(shortScope).join(', ')
  const more = `${registry} lets it pull more than its scopes (${promised}) include: ${extra.join(', ')}`
  return [
    ...(verdict === 'ok' ? [] : [EXPLANATIONS[verdict](row, registry)]),
    ...(missing.length === 0 ? [] : [`its scopes (${promised}) include ${missing.join(', ')}`]),
    ...(extra.length === 0 ? [] : [more]),
  ]
}

/** Without an API key only a whole id names a credential. */
function referenceOf({ id, scopes }: Verification): string {
  return scopes === undefined ? shellWord(id) : shortId(id)
}

const verify = (row: Verification, option: string) => command(`dgsh verify ${referenceOf(row)} ${option}`)
const watch = (row: Verification) => verify(row, '--watch')
const where = (row: Verification) => command(`dgsh where ${referenceOf(row)}`)

/** A login of somebody else's account has nothing to rotate. */
function replace(row: Verification): Message {
  if (row.username.toLowerCase() !== usernameOf(row.id).toLowerCase())
    return message`log in with a credential: ${command('dgsh login')}`
  return message`create another: ${command(`dgsh creds rotate ${referenceOf(row)}`)}`
}
