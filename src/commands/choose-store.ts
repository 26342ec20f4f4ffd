import type { Context } from '../context.ts'
import { DgshError } from '../errors.ts'
import { describeStore, type Store } from '../store/store.ts'

/**
 * The store to write to, proven to be writable: the one asked for, else that of the profile, else the keychain. Throws
 * `input_required` with the ways to go on when none is chosen and the keychain cannot be used: dgsh never chooses
 * another one by itself.
 */
export async function chooseStore(asked: string | undefined, context: Context): Promise<Store> {
  const chosen = asked ?? (await context.settings()).store.value
  const store = await context.openStore(chosen ?? 'keychain')
  try {
    await store.probe()
  } catch (error) {
    if (chosen !== undefined || !isAboutStore(error)) throw error
    throw await nothingChosen(error, context)
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

async function nothingChosen({ message }: DgshError, context: Context): Promise<DgshError> {
  const { location } = await context.openStore('file')
  return new DgshError('input_required', `no store is chosen, and ${message}`, {
    hint: [
      'there are three ways to go on:',
      '--store helper:<name>  keeps it with an installed docker-credential-<name>, such as helper:pass',
      `--store file           keeps it unencrypted in ${location}`,
      'DEEPGRAM_API_KEY       keeps nothing; or dgsh config set store command:<program that prints the key>',
    ].join('\n'),
  })
}
