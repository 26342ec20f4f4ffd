import * as v from 'valibot'

/** A login that docker-credential-dgsh gives to engines; its secret is in a store. */
export interface KeptLogin {
  username: string
  /** What the user calls the store: `keychain`, `file`, `helper:pass` … */
  store: string
  /** The full name of the entry in the store, such as `secret:<id>`. */
  entry: string
}

/** An engine's config file that names docker-credential-dgsh for a registry. */
export interface Installation {
  engine: string
  /** Its absolute path. */
  file: string
  registry: string
  /** The helper that the file named for the registry before; null for none. */
  helper: string | null
  /** The helper that the file names for all servers (`credsStore`); null for none. It answers for what is not dgsh's. */
  general: string | null
  /** What it takes to restore the file. */
  change?: unknown
}

/** What `helper.json` holds. Keys that this dgsh does not know survive a change. */
export interface HelperState {
  /** By the registry's host, in lower case, with the port where it has one. */
  logins: Readonly<Record<string, KeptLogin>>
  installations: readonly Installation[]
}

/** The state of docker-credential-dgsh: which logins it gives out, and which engines ask it. No secret is in it. */
export interface HelperFile {
  /** Its absolute path; empty when there is no directory for it. */
  readonly path: string
  /** Returns the content; an empty one where there is no file. Throws what `JsonFile.read` throws. */
  read(): Promise<HelperState>
  /** Sets the login of a registry, or removes it with undefined; writes nothing where that changes nothing. Throws what `JsonFile.update` throws. */
  changeLogin(registry: string, login: KeptLogin | undefined): Promise<void>
  /** Has the logins whose entries were moved name the store in which they are now. Throws what `JsonFile.update` throws. */
  moveLogins(move: Move): Promise<void>
  /** Makes a new list of installations of the old. Throws what `JsonFile.update` throws. */
  changeInstallations(
    change: (installations: readonly Installation[]) => readonly Installation[],
  ): Promise<void>
  /** Proves that the file can be changed, and does not change it. Throws what `JsonFile.probe` throws. */
  probe(): Promise<void>
}

/** Entries that were moved from one store to another, by their full names. */
export interface Move {
  from: string
  to: string
  entries: ReadonlySet<string>
}

/** A file of one JSON object, as settings/json-file.ts opens it. */
interface StateFile {
  readonly path: string
  read(): Promise<HelperState>
  update(change: (state: HelperState) => HelperState): Promise<void>
  probe(): Promise<void>
}

const loginSchema = v.looseObject({ username: v.string(), store: v.string(), entry: v.string() })

const installationSchema = v.looseObject({
  engine: v.string(),
  file: v.string(),
  registry: v.string(),
  helper: v.nullable(v.string()),
  general: v.nullable(v.string()),
  change: v.optional(v.unknown()),
})

/** A list would pass for a record of its own. */
const loginsSchema = v.pipe(
  v.custom<object>((value) => !Array.isArray(value)),
  v.record(v.string(), loginSchema),
)

/** The shape of the file. */
export const helperSchema = v.looseObject({
  logins: v.optional(loginsSchema, {}),
  installations: v.optional(v.array(installationSchema), []),
})

/** Makes of a JSON file the state of docker-credential-dgsh. */
export function createHelperFile(file: StateFile): HelperFile {
  return {
    path: file.path,
    read: () => file.read(),
    async changeLogin(registry, login) {
      const { logins: kept } = await file.read()
      if (isSame(Object.hasOwn(kept, registry) ? kept[registry] : undefined, login)) return
      await file.update((state) => {
        const { [registry]: before, ...others } = state.logins
        const logins = login === undefined ? others : { ...others, [registry]: { ...before, ...login } }
        return { ...state, logins }
      })
    },
    async moveLogins({ from, to, entries }) {
      if (entries.size === 0) return
      const isMoved = ({ store, entry }: KeptLogin) => store === from && entries.has(entry)
      if (!Object.values((await file.read()).logins).some(isMoved)) return
      await file.update((state) => {
        const moved = Object.entries(state.logins).map(([registry, login]) => [
          registry,
          isMoved(login) ? { ...login, store: to } : login,
        ])
        return { ...state, logins: Object.fromEntries(moved) }
      })
    },
    changeInstallations: (change) =>
      file.update((state) => ({ ...state, installations: change(state.installations) })),
    probe: () => file.probe(),
  }
}

function isSame(a: KeptLogin | undefined, b: KeptLogin | undefined): boolean {
  if (a === undefined || b === undefined) return a === b
  return a.username === b.username && a.store === b.store && a.entry === b.entry
}
