import { parseStore } from '../settings/keys.ts'
import { type Binding, type BoundStore, bindStore } from '../store/binding.ts'
import type { Store } from '../store/store.ts'
import { parseStoreChoice } from '../store-choice.ts'
import type { Context, Parts } from './context.ts'

/** How long a helper or a command may take when the settings do not say, because one of them is bad. */
const DEFAULT_SECONDS = 30

/** How a store is reached. */
export interface StoreAccess {
  /** The argv of the program that has one access to the system's keychain. */
  keychainProgram: readonly string[]
  /** How long one access may take; undefined for what the settings say. */
  seconds?: number | undefined
}

/**
 * Opens a store by what the user calls it, for the API and the registry in use. What it gives and takes is protected. Throws a usage error for a text that
 * names no store.
 */
export async function openStore(text: string, context: Context, access: StoreAccess): Promise<BoundStore> {
  const store = await makeStore(parseStore(text, 'the store'), context, access)
  const guarded: Store = {
    ...store,
    async get(name) {
      const value = await store.get(name)
      if (value !== undefined) context.redaction.protect(value)
      return value
    },
    set(name, value) {
      context.redaction.protect(value)
      context.host.loadAhead()
      return store.set(name, value)
    },
  }
  return bindStore(guarded, () => bindingOf(context))
}

/** What is in use, and what the profile's entries were kept for before they had a host in their names. */
async function bindingOf(context: Parts<'settings' | 'settingsFile'>): Promise<Binding> {
  const { profile, api_url, registry } = await context.settings()
  const plain = await (await context.settingsFile()).readHome(profile.value)
  return {
    used: { api: hostOf(api_url.value), registry: registry.value },
    plain: { api: hostOf(plain.api_url), registry: plain.registry.toLowerCase() },
  }
}

/** What is no URL is nobody's host. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url
}

async function makeStore(
  text: string,
  context: Context,
  { keychainProgram: program, seconds }: StoreAccess,
): Promise<Store> {
  const { kind, words } = parseStoreChoice(text) ?? { kind: 'file', words: [] }
  const { exec } = context.host
  const { debug } = context.messages
  switch (kind) {
    case 'keychain':
      return (await import('../store/keychain-store.ts')).createKeychainStore({ program, exec, debug })
    case 'helper': {
      const { createHelperStore } = await import('../store/helper-store.ts')
      return createHelperStore(words[0] ?? '', {
        exec,
        debug,
        timeoutMs: 1000 * (seconds ?? (await timeoutOf(context))),
      })
    }
    case 'command': {
      const { createCommandStore } = await import('../store/command-store.ts')
      return createCommandStore(words, {
        exec,
        debug,
        timeoutMs: 1000 * (seconds ?? (await timeoutOf(context))),
      })
    }
    case 'file': {
      const { createFileStore, entriesSchema } = await import('../store/file-store.ts')
      const { openJsonFile } = await import('../settings/json-file.ts')
      const { callerOfSudo } = await import('../files/trust.ts')
      const trust = { caller: callerOfSudo(context.host.env), secret: true }
      const file = openJsonFile({
        directory: context.host.paths.state,
        name: 'store',
        schema: entriesSchema,
        trust,
      })
      return createFileStore(file, debug)
    }
  }
}

async function timeoutOf(context: Parts<'settings'>): Promise<number> {
  return context.settings().then(
    ({ timeout }) => timeout.value,
    () => DEFAULT_SECONDS,
  )
}
