import {
  type Choosable,
  chooseOne,
  chooseSeveral,
  findByPrefix,
  findNamed,
  LEAST_PREFIX,
} from '../app/choose.ts'
import type { Context, Parts } from '../app/context.ts'
import { shortId } from '../app/credential-name.ts'
import { resolveProject } from '../app/project.ts'
import type { Credential } from '../deepgram/credential.ts'
import { isUuid, usernameOf } from '../deepgram/names.ts'
import { DgshError, usageError } from '../errors.ts'
import { dayOf, scopesOf } from './columns.ts'
import { filterCredentials } from './filter.ts'
import { findMarkedIds } from './marked-ids.ts'
import { searchFor } from './search.ts'

/** The full id in an argument that is one, or a username with one; undefined for anything shorter. */
export function fullIdOf(text: string | undefined): string | undefined {
  const id = text === undefined ? '' : withoutPrefix(text)
  return isUuid(id) ? id.toLowerCase() : undefined
}

/** How a credential is asked for, and what may name it. */
export interface Resolving {
  /** The question of the picker. */
  question?: string | undefined
  /** For a command that deletes: it takes a comment only where it asks before it does so. */
  destructive?: Destructive | undefined
}

/** A command that deletes what it is given. */
export interface Destructive {
  /** The command before the id, such as `dgsh creds delete`. */
  command: string
  /** False where nothing is asked, because of the options. */
  asks: boolean
  /** The options that the command needs again. */
  options: string
}

/**
 * Resolves `[credential]`: an id, the start of one, a username, or text that matches one comment; left out, the only
 * credential, or the one picked. Asks the API for the list.
 */
export async function resolveCredential(
  text: string | undefined,
  context: Context,
  { question, destructive }: Resolving = {},
): Promise<Credential> {
  const choices = credentialChoices(await listNewestFirst(context), context)
  if (text !== undefined) return findCredential(text, choices, { destructive, context })
  return chooseOne(context.io, choices, { how: 'name one', question })
}

/**
 * Resolves several texts by one look at the list; without any, lets several be ticked. Each credential is there once. Throws
 * for the first text that names none, or several.
 */
export async function resolveCredentials(
  texts: readonly string[],
  context: Context,
  { question, destructive }: Resolving = {},
): Promise<Credential[]> {
  const choices = credentialChoices(await listNewestFirst(context), context)
  if (texts.length === 0) return chooseSeveral(context.io, choices, { how: 'name one or more', question })
  return [...new Set(texts.map((text) => findCredential(text, choices, { destructive, context })))]
}

/** Hexadecimal with a digit: nobody means a comment by it. */
const LIKE_AN_ID = /^(?=.*\d)[0-9a-f-]{4,}$/i

/**
 * Returns the id of the credential whose comment a text matches; undefined when none does, or without an API key. Throws a usage error for a text that matches several.
 */
async function findIdByComment(text: string, context: Context): Promise<string | undefined> {
  if (withoutPrefix(text) !== text || LIKE_AN_ID.test(text) || (await context.remote.apiKey()) === undefined)
    return undefined
  try {
    return findNamed(text, credentialChoices(await listNewestFirst(context), context)).item.id
  } catch (error) {
    if (error instanceof DgshError && error.code === 'credential_not_found') return undefined
    throw error
  }
}

/** A text that names one of several ids which are known here, and need not be in Deepgram's list. */
export interface NamedAmong {
  ids: readonly string[]
  text: string
  /** The id or the start of one in the text, in lower case. */
  wanted: string
}

/**
 * Returns the one of several ids that a text names, as everywhere: without an API key, unless it may be a comment. Undefined for a
 * text that names another credential, or none. Throws a usage error for one that is too short or matches several.
 */
export async function findIdAmong(
  { ids, text, wanted }: NamedAmong,
  context: Context,
): Promise<string | undefined> {
  if (!ids.some((id) => id.toLowerCase().startsWith(wanted))) {
    const named = fullIdOf(text) === undefined ? await findIdByComment(text, context) : undefined
    if (named !== undefined) return ids.find((id) => id.toLowerCase() === named.toLowerCase())
    if (wanted.length >= LEAST_PREFIX) return undefined
  }
  return findByPrefix(wanted, { noun: 'credential', items: ids, idOf: String, nameOf: String })
}

async function listNewestFirst(context: Context): Promise<Credential[]> {
  const api = await context.remote.api()
  const credentials = await api.listCredentials(await resolveProject(context))
  return filterCredentials(credentials, { sort: 'created', reverse: false }, api.now())
}

/**
 * Returns the one of several credentials that a text names. Throws as {@link findNamed} does, and a usage error for a comment where
 * the command deletes without a question.
 */
export function findCredential<Value extends { id: string }>(
  text: string,
  choices: Choosable<Value>,
  { destructive, context }: { destructive: Destructive | undefined; context: Parts<'io'> },
): Value {
  const { item, by } = findNamed(withoutPrefix(text), choices)
  if (by === 'id' || destructive === undefined || (context.io.canPrompt && destructive.asks)) return item
  throw usageError(
    `"${text}" is a comment: without a confirmation dgsh deletes only what is named by its id`,
    `to name it by its id: ${destructive.command} ${item.id}${destructive.options}`,
  )
}

function credentialChoices(
  credentials: readonly Credential[],
  context: Parts<'history' | 'stores'>,
): Choosable<Credential> {
  return {
    noun: 'credential',
    items: credentials,
    idOf: ({ id }) => id,
    nameOf: (credential) =>
      `${credential.id}  ${dayOf(credential)}  ${scopesOf(credential)}  ${credential.comment ?? ''}`.trimEnd(),
    labelOf: ({ comment }) => comment ?? '',
    ask: async (message) => {
      const kept = await findMarkedIds(context)
      return {
        message,
        rows: credentials.map((credential) => ({
          value: credential,
          name: credential.comment?.trim() || `created ${dayOf(credential)}`,
          detail: scopesOf(credential),
          id: shortId(credential.id),
          mark: kept.has(credential.id) ? 'secret stored' : '',
        })),
        search: searchFor,
      }
    },
  }
}

/** The id, or the start of one, in an argument that may be a username. */
export function withoutPrefix(text: string): string {
  const prefix = usernameOf('')
  return text.startsWith(prefix) ? text.slice(prefix.length) : text
}
