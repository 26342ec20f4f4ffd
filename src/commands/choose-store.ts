import type { Context } from '../context.ts'
import { DgshError } from '../errors.ts'
import type { BoundStore } from '../store/binding.ts'
import { describeStore, type Store } from '../store/store.ts'

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
  const store = await context.openStore(chosen ?? 'keychain')
  try {
    await store.probe()
  } catch (error) {
    if (chosen !== undefined || !isAboutStore(error)) throw error
    throw await nothingChosen(noun, error, context)
  }
  return store
}

/** True for what a store says that cannot be used, or not now. */
export function isAboutStore(error: unknown): error is DgshError {
  return (
    error instanceof DgshError &&
    ['store_unusable', 'store_locked', 'file_unusable', 'file_locked'].includes(error.code)
  )
}

/** Says where something will lie before it is written there. */
export function tellPlace(noun: string, store: Store, context: Context): void {
  context.note(
    store.name === 'file'
      ? `the ${noun} will lie unencrypted in ${store.location}, readable by your user only`
      : `the ${noun} will lie in ${describeStore(store)}`,
  )
}

async function nothingChosen(
  noun: Keeping['noun'],
  { message }: DgshError,
  context: Context,
): Promise<DgshError> {
  const { location } = await context.openStore('file')
  const choose = noun === 'API key' ? '--store' : 'dgsh config set store'
  const helper = `${choose} helper:<name>`
  const ways = [
    [helper, 'keeps it with an installed docker-credential-<name>, such as helper:pass'],
    [`${choose} file`, `keeps it unencrypted in ${location}`],
    noun === 'API key'
      ? [
          'DEEPGRAM_API_KEY',
          'keeps nothing; to read it from a program: dgsh config set store command:<program that prints the key>',
        ]
      : ['the keychain', 'start or unlock it, and try again'],
  ]
  const lines = ways.map(([way = '', effect]) => `${way.padEnd(helper.length)}  ${effect}`)
  return new DgshError('input_required', `no store is chosen, and ${message}`, {
    hint: ['there are three ways to go on:', ...lines].join('\n'),
  })
}
