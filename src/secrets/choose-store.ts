import type { Context, Parts } from '../app/context.ts'
import { tildePath } from '../engines/surroundings.ts'
import { DgshError } from '../errors.ts'
import { helperProgram } from '../helper-protocol.ts'
import { tryGeneralHelpers } from '../logins/general-helper.ts'
import type { BoundStore } from '../store/binding.ts'
import { isAboutStore, type Store } from '../store/store.ts'
import { message, path, type Span } from '../ui/message.ts'

/** What is to be kept. */
export interface Keeping {
  noun: 'API key' | 'secret'
  /** The store asked for by option; left out, that of the profile, else the keychain. */
  asked?: string | undefined
}

/**
 * The store to write to, proven to be writable. Throws `input_required` with the ways to go on when none is chosen and the
 * keychain cannot be used: dgsh never chooses another one by itself.
 */
export async function chooseStore({ noun, asked }: Keeping, context: Context): Promise<BoundStore> {
  const chosen = asked ?? (await context.settings()).store.value
  const store = await context.stores.open(chosen ?? 'keychain')
  try {
    await store.probe()
  } catch (error) {
    if (chosen !== undefined || !isAboutStore(error)) throw error
    if (!context.io.canPrompt) throw await nothingChosen(noun, error, context)
    context.messages.note(error.message)
    return pickStore(noun, context)
  }
  return store
}

/** Asks where to keep something, as the keychain cannot be used, and proves that it can be written there. */
export async function pickStore(noun: Keeping['noun'], context: Context): Promise<BoundStore> {
  const { location } = await context.stores.open('file')
  const helpers = (await tryGeneralHelpers(context.host)).filter(({ problem }) => problem === undefined)
  const ways = [
    ...helpers.map(({ name }) => [`helper:${name}`, `encrypted, by ${helperProgram(name)}`] as const),
    ['file', `unencrypted in ${tildePath(location, context.host.env)}, readable only by your user`] as const,
    ...(noun === 'API key'
      ? [['command', 'dgsh stores nothing: a program of yours prints the key'] as const]
      : []),
  ]
  const width = Math.max(...ways.map(([way]) => way.length))
  const choices = ways.map(([way, effect]) => ({ name: `${way.padEnd(width)}  ${effect}`, value: way }))
  const picked = await (await context.io.prompt()).select(`Where should dgsh store the ${noun}?`, choices)
  if (picked === 'command') {
    throw new DgshError('input_required', 'dgsh does not know yet which program prints the API key', {
      hint: "name it: dgsh config set store 'command:<program and arguments>'",
    })
  }
  const store = await context.stores.open(picked)
  await store.probe()
  return store
}

/** Says where something will be stored before it is written there. */
export function reportPlace(noun: string, store: Store, context: Parts<'host' | 'messages'>): void {
  const place = placeOfStore(store, context.host.env)
  context.messages.note(
    store.name === 'file'
      ? message`the ${noun} will be stored unencrypted in ${place}, readable only by your user`
      : message`the ${noun} will be stored in ${place}`,
  )
}

async function nothingChosen(
  noun: Keeping['noun'],
  { message }: DgshError,
  context: Parts<'host' | 'stores'>,
): Promise<DgshError> {
  const { location } = await context.stores.open('file')
  const choose = noun === 'API key' ? '--store' : 'dgsh config set store'
  const helper = `${choose} helper:<name>`
  const ways = [
    [helper, 'keeps it with an installed docker-credential-<name>, such as helper:pass'],
    [`${choose} file`, `keeps it unencrypted in ${tildePath(location, context.host.env)}`],
    noun === 'API key'
      ? [
          'DEEPGRAM_API_KEY',
          'keeps nothing; to read it from a program: dgsh config set store command:<program that prints the key>',
        ]
      : ['the keychain', 'start or unlock it, and try again'],
  ]
  const lines = ways.map(([way = '', effect]) => `${way.padEnd(helper.length)}  ${effect}`)
  return new DgshError('input_required', `no store is chosen, and ${message}`, {
    hint: ['there are three ways to continue:', ...lines].join('\n'),
  })
}

/** Returns where a store keeps things, for a sentence: `the system keychain`, the path of a file, or the store's name. */
export function placeOfStore(
  { name, location }: Pick<Store, 'name' | 'location'>,
  env: Readonly<Record<string, string | undefined>>,
): Span | string {
  if (name === 'keychain') return 'the system keychain'
  return name === 'file' ? path(tildePath(location, env)) : name
}
