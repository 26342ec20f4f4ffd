import type { Store } from './store.ts'

/** The hosts that what is kept is for: API keys for an API, secrets for a registry. With the port, where one is named. */
export interface Hosts {
  api: string
  registry: string
}

/** Which entries a store gives out. */
export interface Binding {
  /** The hosts in use: only what is kept for them is given out. */
  used: Hosts
  /** The hosts that entries without a host in their name are for. */
  plain: Hosts
}

/** A store that gives out an entry only for the API or the registry that it was kept for. Names are those without a host. */
export interface BoundStore extends Store {
  /** The store itself, by the full names of its entries. */
  readonly all: Store
  /** The full name of an entry for the hosts in use. */
  fullNameOf(name: string): Promise<string>
  /** The other hosts that an entry of this name is kept for. */
  keptElsewhere(name: string): Promise<string[]>
}

/** Binds a store. The binding is asked for at each access. */
export function bindStore(all: Store, getBinding: () => Promise<Binding>): BoundStore {
  const fullNameOf = async (name: string) => fullName(name, await getBinding())
  return {
    ...all,
    all,
    fullNameOf,
    get: async (name) => all.get(await fullNameOf(name)),
    set: async (name, value) => all.set(await fullNameOf(name), value),
    delete: async (name) => all.delete(await fullNameOf(name)),
    async list() {
      const binding = await getBinding()
      const names = (await all.list()).map((full) => ({ full, name: plainName(full) }))
      return names.filter(({ full, name }) => fullName(name, binding) === full).map(({ name }) => name)
    },
    async keptElsewhere(name) {
      const binding = await getBinding()
      const [used, plain] = [hostFor(name, binding.used), hostFor(name, binding.plain)]
      const names = (await all.list()).filter((full) => isNamed(full, name))
      // A command cannot tell what it has.
      if (!all.writable && used !== plain && (await all.get(name)) !== undefined) names.push(name)
      return names.map((full) => hostIn(full) ?? plain).filter((host) => host !== used)
    },
  }
}

/** True for the full names of an entry: `secret:1` and `secret:1@registry.example.com` are those of `secret:1`. */
export function isNamed(full: string, name: string): boolean {
  return plainName(full) === name
}

/** The name of an entry without the host that it is for. */
export function plainName(full: string): string {
  return full.split('@', 1)[0] ?? ''
}

function fullName(name: string, { used, plain }: Binding): string {
  const host = hostFor(name, used)
  return host === hostFor(name, plain) ? name : fullNameAt(name, host)
}

/** Returns the full name of an entry for a host, which is part of it. */
export function fullNameAt(name: string, host: string): string {
  return `${name}@${encodeHost(host)}`
}

function hostFor(name: string, hosts: Hosts): string {
  return name.startsWith('api-key:') ? hosts.api : hosts.registry
}

function hostIn(full: string): string | undefined {
  const [, encoded] = full.split('@')
  return encoded?.replace(/_([0-9a-f]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
}

/** Stores and programs take names apart at colons and slashes: `registry.example.com:5000` is `registry.example.com_3a5000`. */
function encodeHost(host: string): string {
  return host.replace(/[^A-Za-z0-9.-]/g, (character) => `_${character.charCodeAt(0).toString(16)}`)
}
