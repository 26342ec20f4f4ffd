import type { Context } from './context.ts'
import { parseStore } from './settings/keys.ts'
import type { Store } from './store/store.ts'
import { parseStoreChoice } from './store-choice.ts'

/** How long a helper or a command may take when the settings do not say, because one of them is bad. */
const DEFAULT_SECONDS = 30

/**
 * Opens a store by what the user calls it. What it gives and takes is protected. Throws a usage error for a text that
 * names no store.
 */
export async function openStore(
  text: string,
  context: Context,
  keychainProgram: readonly string[],
): Promise<Store> {
  const store = await makeStore(parseStore(text, 'the store'), context, keychainProgram)
  return {
    ...store,
    async get(name) {
      const value = await store.get(name)
      if (value !== undefined) context.protect(value)
      return value
    },
    set(name, value) {
      context.protect(value)
      context.loadAhead()
      return store.set(name, value)
    },
  }
}

async function makeStore(text: string, context: Context, program: readonly string[]): Promise<Store> {
  const { kind, words } = parseStoreChoice(text) ?? { kind: 'file', words: [] }
  const { exec, debug } = context
  switch (kind) {
    case 'keychain':
      return (await import('./store/keychain-store.ts')).createKeychainStore({ program, exec, debug })
    case 'helper': {
      const { createHelperStore } = await import('./store/helper-store.ts')
      return createHelperStore(words[0] ?? '', { exec, debug, timeoutMs: await timeoutOf(context) })
    }
    case 'command': {
      const { createCommandStore } = await import('./store/command-store.ts')
      return createCommandStore(words, { exec, debug, timeoutMs: await timeoutOf(context) })
    }
    case 'file': {
      const { createFileStore, entriesSchema } = await import('./store/file-store.ts')
      const { openJsonFile } = await import('./settings/json-file.ts')
      const { callerOfSudo } = await import('./files/trust.ts')
      const trust = { caller: callerOfSudo(context.env), secret: true }
      const file = openJsonFile({
        directory: context.paths.state,
        name: 'store',
        schema: entriesSchema,
        trust,
      })
      return createFileStore(file, debug)
    }
  }
}

async function timeoutOf(context: Context): Promise<number> {
  const seconds = await context.settings().then(
    ({ timeout }) => timeout.value,
    () => DEFAULT_SECONDS,
  )
  return seconds * 1000
}
