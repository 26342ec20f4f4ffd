import { randomUUID } from 'node:crypto'
import { DgshError } from '../errors.ts'
import {
  eraseRequest,
  getRequest,
  type HelperRequest,
  helperProgram,
  listRequest,
  NOT_FOUND,
  readFields,
  storeRequest,
} from '../helper-protocol.ts'
import { parseJson } from '../json.ts'
import { lastLine, type ProgramAccess, requireEnd } from './program.ts'
import { fromPath, isEntryName, type Store, toPath } from './store.ts'

/** Names that no registry has (RFC 2606), so that docker's own entries are never touched. */
const SERVER = 'https://dgsh.invalid/'

/** What helpers want to have beside a secret. */
const USERNAME = 'dgsh'

interface Helper {
  program: string
  /** Sends a request and returns the helper's stdout. Throws with what the helper says. */
  call(request: HelperRequest): Promise<string>
}

/** The store behind an installed `docker-credential-<name>`, by the protocol of docker's credential helpers. */
export function createHelperStore(name: string, access: ProgramAccess): Store {
  const helper = openHelper(name, access)
  const report = (what: string, entry: string) => access.debug(`store helper:${name}: ${what} ${entry}`)
  const get = async (entry: string) => {
    const value = await read(helper, entry)
    report(value === undefined ? 'no' : 'found', entry)
    return value
  }
  const set = async (entry: string, value: string) => {
    await helper.call(storeRequest({ server: serverOf(entry), username: USERNAME, secret: value }))
    report('wrote', entry)
  }
  const remove = async (entry: string) => {
    if ((await get(entry)) === undefined) return false
    await helper.call(eraseRequest(serverOf(entry)))
    // Some helpers end well when they could not erase.
    if ((await listEntries(helper)).includes(entry)) throw locked(helper.program, `does not erase ${entry}`)
    report('deleted', entry)
    return true
  }
  const drop = (entry: string) => helper.call(eraseRequest(serverOf(entry)))
  return {
    name: `helper:${name}`,
    location: helper.program,
    writable: true,
    get,
    set,
    delete: remove,
    list: async () => (await listEntries(helper)).filter(isEntryName),
    probe: () => tryOut({ get, set, remove, drop }, helper.program),
  }
}

function openHelper(name: string, access: ProgramAccess): Helper {
  const program = helperProgram(name)
  return {
    program,
    async call(request) {
      const result = await access.exec({ file: program, ...request, timeoutMs: access.timeoutMs })
      requireEnd(program, result, access)
      if (result.exitCode === 0) return result.stdout
      // A secret is not quoted, whatever the exit code.
      const isAnswer = parseJson(result.stdout) !== undefined
      throw new HelperRefusal(program, request.args[0], isAnswer ? '' : lastLine(result.stdout))
    },
  }
}

/** What a helper says when it fails, which the protocol has on stdout. */
class HelperRefusal extends DgshError {
  constructor(
    program: string,
    verb: string,
    readonly said: string,
  ) {
    super('store_unusable', `${program} ${verb} fails${said === '' ? '' : `: ${said}`}`, {
      hint: `check that ${program} is set up and its keychain unlocked, or choose another store: dgsh auth login --store <store>`,
    })
  }
}

/** An entry that is listed but not given out is locked away: some helpers call it not found then, or crash. */
async function read(helper: Helper, entry: string): Promise<string | undefined> {
  try {
    // pass answers with an empty secret for what it has not.
    const secret = requireFields(await helper.call(getRequest(serverOf(entry))), helper.program).get('Secret')
    return typeof secret === 'string' && secret !== '' ? secret : undefined
  } catch (error) {
    if (!(error instanceof HelperRefusal)) throw error
    const isListed = (await listEntries(helper)).includes(entry)
    if (isListed) throw locked(helper.program, `has ${entry} but does not give it out`)
    if (error.said.toLowerCase().includes(NOT_FOUND)) return undefined
    throw error
  }
}

async function listEntries(helper: Helper): Promise<string[]> {
  const listed = requireFields(await helper.call(listRequest()), helper.program)
  return [...listed.keys()].flatMap((server) =>
    server.startsWith(SERVER) ? [fromPath(server.slice(SERVER.length))] : [],
  )
}

/** The error does not quote the answer, which may hold a secret. */
function requireFields(answer: string, program: string): Map<string, unknown> {
  const fields = readFields(answer)
  if (fields !== undefined) return fields
  throw new DgshError('store_unusable', `${program} does not answer as a credential helper does`, {
    hint: 'check which program of that name is on PATH, or choose another store',
  })
}

function locked(program: string, what: string): DgshError {
  return new DgshError('store_locked', `${program} ${what}: its keychain seems to be locked`, {
    hint: 'unlock it, or choose another store: dgsh auth login --store <store>',
  })
}

interface Access {
  get(entry: string): Promise<string | undefined>
  set(entry: string, value: string): Promise<void>
  remove(entry: string): Promise<boolean>
  /** Erases it without a look at whether it is there. */
  drop(entry: string): Promise<unknown>
}

async function tryOut({ get, set, remove, drop }: Access, program: string): Promise<void> {
  // A name of its own, because two dgsh may probe at once.
  const entry = `probe:${randomUUID()}`
  const found = await set(entry, 'probe')
    .then(() => get(entry))
    .catch(async (error) => {
      // It may have been kept all the same, as by pass when it stores but cannot decrypt.
      await drop(entry).catch(() => {})
      throw error
    })
  await remove(entry)
  if (found === 'probe') return
  throw new DgshError('store_unusable', `${program} does not give back what it was given`, {
    hint: 'choose another store: dgsh auth login --store <store>',
  })
}

function serverOf(entry: string): string {
  return SERVER + toPath(entry)
}
