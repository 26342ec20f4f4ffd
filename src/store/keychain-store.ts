import { DgshError } from '../errors.ts'
import { parseJson } from '../json.ts'
import { type ProgramAccess, requireEnd } from './program.ts'
import { isEntryName, type Store } from './store.ts'

/** What is asked of `bin/keychain.js`. */
export interface KeychainRequest {
  verb: 'get' | 'set' | 'delete' | 'list' | 'probe'
  name?: string
  value?: string
}

/** What `bin/keychain.js` answers. */
interface KeychainAnswer {
  value?: unknown
  error?: string
}

/** What the keychain needs: the argv of the program that has one access to it. */
export interface KeychainAccess extends Omit<ProgramAccess, 'timeoutMs'> {
  program: readonly string[]
}

/** How long one access may take; the program is killed then. */
const DEADLINE_MS = 3000

/** The store that is the system's own: Keychain, Credential Manager, Secret Service. */
export function createKeychainStore({ program, exec, debug }: KeychainAccess): Store {
  const tell = (what: string, name: string) => debug(`store keychain: ${what} ${name}`)
  const ask = (request: KeychainRequest) => askKeychain(request, { program, exec, debug })
  return {
    name: 'keychain',
    location: 'of the system',
    writable: true,
    async get(name) {
      const value = await ask({ verb: 'get', name })
      tell(value === null ? 'no' : 'found', name)
      return typeof value === 'string' ? value : undefined
    },
    async set(name, value) {
      await ask({ verb: 'set', name, value })
      tell('wrote', name)
    },
    async delete(name) {
      const found = (await ask({ verb: 'delete', name })) === true
      tell(found ? 'deleted' : 'no', name)
      return found
    },
    async list() {
      const names = await ask({ verb: 'list' })
      return Array.isArray(names) ? names.map(String).filter(isEntryName) : []
    },
    async probe() {
      if ((await ask({ verb: 'probe', value: 'probe' })) === true) return
      throw unusable('the keychain does not give back what it was given')
    },
  }
}

async function askKeychain(request: KeychainRequest, access: KeychainAccess): Promise<unknown> {
  const [file = '', ...args] = access.program
  const result = await access.exec({ file, args, input: JSON.stringify(request), timeoutMs: DEADLINE_MS })
  if (result.timedOut === true) {
    throw unusable(
      `the keychain did not answer within ${DEADLINE_MS / 1000} seconds`,
      'it may be locked and waiting for a password: unlock it and try again',
    )
  }
  requireEnd('the program that reads the keychain', result, { ...access, timeoutMs: DEADLINE_MS })
  const answer = parseJson(result.stdout) as KeychainAnswer | undefined
  if (answer?.error !== undefined) throw explainKeychainError(answer.error)
  if (answer !== undefined) return answer.value
  throw unusable('the keychain cannot be used: its module ended unexpectedly')
}

/** A locked keychain, a missing one and other failures, told apart by the words of the systems (keyring-rs, zbus, libdbus). */
export function explainKeychainError(said: string): DgshError {
  if (
    /unlock prompt was dismissed|IsLocked|locked (?:object|collection)|interaction is not allowed/i.test(said)
  ) {
    return new DgshError('store_locked', 'the keychain is locked', {
      hint: `unlock it and try again, or ${OTHERS}`,
    })
  }
  if (/no result found/i.test(said)) {
    return unusable(
      'the keychain has no keyring to write to',
      `create one with the password manager of your desktop, or ${OTHERS}`,
    )
  }
  if (/native binding|Cannot find module/i.test(said)) {
    return unusable(
      'the keychain cannot be used: @napi-rs/keyring is not installed for this system',
      `install dgsh again with its optional packages, or ${OTHERS}`,
    )
  }
  if (/d-?bus/i.test(said)) {
    return unusable('no keychain answers: no Secret Service runs in this session')
  }
  return unusable(`the keychain cannot be used: ${said}`)
}

const OTHERS = 'choose another store: dgsh auth login --store <store>'

function unusable(message: string, hint = OTHERS): DgshError {
  return new DgshError('store_unusable', message, { hint })
}
