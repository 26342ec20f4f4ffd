import { DgshError, usageError } from '../errors.ts'
import { lastLine, type ProgramAccess, requireEnd } from './program.ts'
import { type Store, toPath } from './store.ts'

/** Stands for the entry in an argument: `api-key/default`, `secret/<id of the credential>`. */
const PLACEHOLDER = '{name}'

/**
 * The store that a program of the user's reads for dgsh: it prints the value. Its argv is run as it is, without a shell.
 * An argument may hold `{name}`; without it the program knows one value, which is the API key.
 */
export function createCommandStore(argv: readonly string[], access: ProgramAccess): Store {
  const [file = '', ...args] = argv
  const name = `command:${argv.join(' ')}`
  const knowsNames = args.some((word) => word.includes(PLACEHOLDER))
  return {
    name,
    location: 'read only',
    writable: false,
    async get(entry) {
      if (!knowsNames && !/^api-key:[^@]+$/.test(entry)) return undefined
      const words = args.map((word) => word.replaceAll(PLACEHOLDER, toPath(entry)))
      const result = await access.exec({ file, args: words, timeoutMs: access.timeoutMs })
      requireEnd(file, result, access)
      if (result.exitCode !== 0) throw refusal(file, result.exitCode, lastLine(result.stderr))
      const value = result.stdout.trim()
      access.debug(`store command: ${value === '' ? 'no' : 'found'} ${entry}`)
      if (/\s/.test(value)) throw severalWords(file)
      return value === '' ? undefined : value
    },
    set: () => refuse(name),
    delete: () => refuse(name),
    list: async () => [],
    probe: () => refuse(name),
  }
}

async function refuse(name: string): Promise<never> {
  throw usageError(
    `the store ${name} can only be read, not written`,
    'put the value there with the program itself, or choose another store: --store keychain, helper:<name> or file',
  )
}

function refusal(file: string, exitCode: number | undefined, said: string): DgshError {
  const quoted = said === '' ? '' : `: ${said}`
  return new DgshError('store_unusable', `${file} ended with ${exitCode}${quoted}`, {
    hint: 'run the command by hand: it has to print the value and end with 0; to see it: dgsh config get store',
  })
}

function severalWords(file: string): DgshError {
  return new DgshError('store_unusable', `${file} prints more than one word`, {
    hint: 'it has to print the value alone',
  })
}
