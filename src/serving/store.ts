import type { Context } from '../app/context.ts'
import { record } from '../app/record.ts'
import { idInUsername } from '../deepgram/names.ts'
import { DgshError } from '../errors.ts'
import type { HelperState, KeptLogin } from '../helper/helper-file.ts'
import { type HelperEntry, hostOfServer, MISSING, readEntry } from '../helper-protocol.ts'
import { type BoundStore, fullNameAt } from '../store/binding.ts'
import { secretName } from '../store/store.ts'
import { type Answer, badRequest, causeOf, DONE, refusal } from './answer.ts'
import { forgetOwnEntry } from './own-entry.ts'
import { passOn } from './pass-on.ts'
import { generalHelper, isOurs } from './servers.ts'
import { inTime, openStore } from './store-access.ts'

/** Answers `store`: keeps a login in the profile's store. Throws where it is not kept. */
export async function store(input: string, context: Context): Promise<Answer> {
  const entry = readEntry(input)
  if (entry === undefined)
    throw badRequest('the request is not a JSON object with the texts ServerURL, Username and Secret')
  if (entry.server === '') return refusal(MISSING.server)
  if (entry.username === '') return refusal(MISSING.username)
  const registry = hostOfServer(entry.server)
  const state = await (await context.helperFile()).read()
  if (!(await isOurs(registry, state, context))) return elsewhere(input, registry, state, context)
  context.redaction.protect(entry.secret)
  await keep(entry, registry, context.scopedTo({ registry }))
  return { ...DONE, stderr: await forgetFormer(registry, state, context) }
}

async function elsewhere(
  input: string,
  registry: string,
  state: HelperState,
  context: Context,
): Promise<Answer> {
  const helper = generalHelper(state, context.host)
  if (helper !== undefined) return passOn({ verb: 'store', input, helper }, context)
  const { registry: own } = await context.settings()
  throw new DgshError('failed', `dgsh keeps logins of ${own.value} only, and none of ${registry}`, {
    hint: 'remove dgsh from "credsStore" in the config file of the engine: it belongs in "credHelpers"; to set it up: dgsh helper install',
  })
}

/** Writes the secret, reads it back, and makes it the login of the registry; what is there already is not written again. */
async function keep({ username, secret }: HelperEntry, registry: string, context: Context): Promise<void> {
  if (secret === '') throw badRequest(`the login of ${username} has no secret`)
  const name = (await context.settings()).store.value
  if (name === undefined) {
    throw new DgshError('input_required', 'no store is chosen in which dgsh could keep the login', {
      hint: 'choose one and log in again: dgsh config set store keychain',
    })
  }
  const kept = await openStore(name, context)
  const id = idInUsername(username)
  const entry = await entryOf(username, registry, kept)
  if ((await inTime(name, kept.all.get(entry), context)) !== secret) {
    await inTime(name, kept.all.set(entry, secret), context)
    if ((await inTime(name, kept.all.get(entry), context)) !== secret) {
      throw new DgshError('store_unusable', `${name} does not return what was stored in it`, {
        hint: 'choose another store: dgsh config set store <store>',
      })
    }
    if (id !== undefined)
      await record(context, { action: 'secret_stored', credential: id, detail: { store: kept.name } })
  }
  await (await context.helperFile()).changeLogin(registry, { username, store: name, entry })
}

/** A credential has one entry, shared with dgsh. Any other account has an entry of its own. */
async function entryOf(username: string, registry: string, kept: BoundStore): Promise<string> {
  const id = idInUsername(username)
  if (id !== undefined) return kept.fullNameOf(secretName(id))
  const { loginName } = await import('../store/login-name.ts')
  return fullNameAt(loginName(username), registry)
}

async function forgetFormer(registry: string, before: HelperState, context: Context): Promise<string> {
  const former = Object.hasOwn(before.logins, registry) ? before.logins[registry] : undefined
  if (former === undefined) return ''
  try {
    const { logins } = await (await context.helperFile()).read()
    if (!isInUse(former, Object.values(logins))) await forgetOwnEntry(former, context)
    return ''
  } catch (error) {
    return causeOf(error, context)
  }
}

function isInUse(former: KeptLogin, logins: readonly KeptLogin[]): boolean {
  return logins.some(({ store, entry }) => store === former.store && entry === former.entry)
}
