import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { namesIn } from '../files/directory.ts'
import { readLoginFile } from './read-login-file.ts'
import { absolute, below, homeOf, type Surroundings } from './surroundings.ts'

/** What stands for the files with logins among the helpers (containers/image, sysregistriesv2.AuthenticationFileHelper). */
const FILES = 'containers-auth.json'

/** Whom podman and its kin ask for logins, in their order; undefined stands for their files. */
export interface AskedHelpers {
  names: (string | undefined)[]
  /** The file that says so; undefined where none does. */
  file: string | undefined
}

/**
 * Reads `credential-helpers` of containers-registries.conf(5): the file of the user, else that of the system, then what is in the
 * directories beside them; the last one counts (containers/image, pkg/sysregistriesv2). Without it, only files are asked.
 */
export function askedHelpers(surroundings: Surroundings): AskedHelpers {
  let asked: AskedHelpers = { names: [undefined], file: undefined }
  if (surroundings.platform !== 'linux') return asked
  for (const file of configFiles(surroundings)) {
    const read = readLoginFile(file)
    const names = 'text' in read ? parseHelpers(read.text) : []
    if (names.length > 0) asked = { names: names.map((name) => (name === FILES ? undefined : name)), file }
  }
  return asked
}

/** The names in `credential-helpers = ["containers-auth.json", "pass"]`, which stands before the first table. */
export function parseHelpers(text: string): string[] {
  const top = text.split(/^\s*\[/m, 1)[0] ?? ''
  const list = /^\s*"?credential-helpers"?\s*=\s*\[([^\]]*)\]/m.exec(withoutComments(top))?.[1] ?? ''
  return [...list.matchAll(/"([^"]*)"|'([^']*)'/g)].map(([, double, single]) => double ?? single ?? '')
}

function withoutComments(text: string): string {
  return text.replace(/^\s*#.*$/gm, '').replace(/#[^"'\n]*$/gm, '')
}

function configFiles(surroundings: Surroundings): string[] {
  const { env, root = '/' } = surroundings
  const system = join(root, 'etc', 'containers')
  const own = below(homeOf(surroundings), '.config', 'containers')
  const named = env.CONTAINERS_REGISTRIES_CONF || env.REGISTRIES_CONFIG_PATH
  const ofUser = own !== undefined && existsSync(join(own, 'registries.conf'))
  const first = named ? absolute(named) : join(ofUser ? (own ?? '') : system, 'registries.conf')
  const directories = [...(ofUser && !named ? [] : [system]), ...(own === undefined ? [] : [own])]
  return [first, ...directories.flatMap((directory) => dropIns(join(directory, 'registries.conf.d')))]
}

function dropIns(directory: string): string[] {
  const names = namesIn(directory).filter((name) => name.endsWith('.conf'))
  return names.sort().map((name) => join(directory, name))
}
