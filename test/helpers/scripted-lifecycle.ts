import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Context } from '../../src/app/context.ts'
import type { OperationRecord } from '../../src/journal/operation.ts'
import { secretName } from '../../src/store/store.ts'
import { type ApiContext, apiContext } from './api-context.ts'
import type { Answer, Answered, FixedAnswer } from './api-server.ts'
import type { TestSetup } from './context.ts'
import { atApi, leaveOperations, operationsIn } from './operations.ts'
import { CREDENTIALS_PATH, idOf, listAnswer, listEntry } from './samples.ts'
import { temporaryDirectory } from './temporary.ts'

/** What a server answers, by route. */
export type Script = Readonly<Record<string, Answer | readonly Answer[]>>

/** The route of the list. */
export const LIST = `GET ${CREDENTIALS_PATH}`

/** The route by which the credentials of {@link listEntry} are created: quay, with the scopes api and engine. */
export const CREATE = `POST ${CREDENTIALS_PATH}?provider=quay&scopes=self-hosted%3Aproduct%3Aapi&scopes=self-hosted%3Aproduct%3Aengine`

/** The route of one credential. */
export function routeOf(method: 'GET' | 'DELETE', number: number): string {
  return `${method} ${CREDENTIALS_PATH}/${idOf(number)}`
}

/** The answer for a credential that is not there. */
export const gone = { status: 404, body: { category: 'NOT_FOUND', message: 'no' } }

/** The answer of a list with those credentials. */
export function listOf(...entries: object[]): { body: object } {
  return { body: listAnswer(...entries) }
}

/** The answer to create: a credential with its secret. */
export function createdAnswer(number: number, secret: string | undefined, details = {}): { body: object } {
  const { distribution_credentials } = listEntry(number, details) as { distribution_credentials: object }
  return { body: { ...distribution_credentials, ...(secret === undefined ? {} : { secret }) } }
}

/** What differs from a profile that keeps secrets in a file, where nothing was left. */
export interface LifecycleSetup extends TestSetup {
  /** The store of the profile, `null` for none. */
  store?: string | null
  /** What the file store has, by the number of the credential. */
  secrets?: Readonly<Record<number, string>>
  /** What the journal has; `api_url` is that of the scripted API where none is named. */
  operations?: readonly OperationRecord[]
}

/** A Context with a scripted API, and what became of its journal and its file store. */
export interface LifecycleContext extends ApiContext {
  state: string
  /** The requests so far, shortened: `GET list`, `POST`, `DELETE 00000001` … */
  asked(): string[]
  /** The operations that are in the journal. */
  left(): OperationRecord[]
  /** What the file store has. */
  secrets(): Record<string, string>
}

/** Makes such a Context. What was deleted is in no later list, where the script does not say otherwise. */
export async function lifecycleContext(
  script: Script,
  { store = 'file', secrets = {}, operations = [], ...setup }: LifecycleSetup = {},
): Promise<LifecycleContext> {
  const [config, state] = [temporaryDirectory(), temporaryDirectory()]
  if (store !== null)
    writeFileSync(join(config, 'config.json'), JSON.stringify({ profiles: { default: { store } } }))
  const kept = Object.entries(secrets).map(([number, secret]) => [secretName(idOf(Number(number))), secret])
  const storeFile = join(state, 'store.json')
  if (kept.length > 0) writeFileSync(storeFile, JSON.stringify(Object.fromEntries(kept)), { mode: 0o600 })
  const made = await apiContext(withDeletions(script), { ...setup, paths: { config, state } })
  leaveOperations(state, ...atApi(made.context.host.env.DGSH_API_URL, operations))
  return {
    ...made,
    state,
    asked: () => made.requests.map(({ method, path }) => shorten(method, path)),
    left: () => operationsIn(state),
    secrets: () => (existsSync(storeFile) ? JSON.parse(readFileSync(storeFile, 'utf8')) : {}),
  }
}

function shorten(method: string, path: string): string {
  const rest = path.replace(CREDENTIALS_PATH, '').replace(/\?.*/, '')
  if (rest === '') return method === 'GET' ? 'GET list' : method
  return `${method} ${rest.slice(1, 9)}`
}

/** The same Context with some of its parts replaced, also in the scope of an operation. */
export function replacing<Base extends Context>(context: Base, parts: Replaced): Base {
  const own = Object.entries(parts).map(([name, part]) => [
    name,
    typeof part === 'object' ? { ...(context[name as keyof Context] as object), ...part } : part,
  ])
  const replaced: Base = { ...context, ...Object.fromEntries(own), scopedTo: () => replaced }
  return replaced
}

/** What is replaced of a Context; the rest of each part stays. */
export type Replaced = { [Part in keyof Context]?: Partial<Context[Part]> }

/** A list that serves any number of requests, and the one after the last that was scripted, lacks what was deleted. */
function withDeletions(script: Script): Script {
  const lists = [script[LIST] ?? []].flat() as Answer[]
  const last = lists.at(-1) ?? listOf()
  if (typeof last === 'function') return script
  const left = (answered: readonly Answered[]) => without(last, answered)
  return { ...script, [LIST]: Array.isArray(script[LIST]) ? [...lists, left] : left }
}

function without(list: FixedAnswer, answered: readonly Answered[]): FixedAnswer {
  if (typeof list !== 'object' || !('body' in list) || typeof list.body !== 'object') return list
  const deleted = answered.flatMap(({ request, answer }) =>
    request.method === 'DELETE' && isDone(answer) ? (request.path.split('/').at(-1) ?? []) : [],
  )
  const { distribution_credentials: entries } = list.body as { distribution_credentials: Entry[] }
  return listOf(...entries.filter((entry) => !deleted.includes(idIn(entry))))
}

interface Entry {
  distribution_credentials: { distribution_credentials_id: string }
}

function idIn({ distribution_credentials: { distribution_credentials_id: id } }: Entry): string {
  return id
}

function isDone(answer: FixedAnswer): boolean {
  return typeof answer === 'object' && 'status' in answer && answer.status === 204
}
