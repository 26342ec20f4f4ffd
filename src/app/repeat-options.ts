import type { GlobalFlags } from '../ports.ts'
import { shellWord } from '../shell.ts'

type Options = 'profile' | 'project' | 'apiUrl' | 'registry'

const NAMES: Readonly<Record<Options, string>> = {
  profile: '--profile',
  project: '--project',
  apiUrl: '--api-url',
  registry: '--registry',
}

/** The options that a noun uses; all of them where it is not here. */
const USED: Readonly<Record<string, readonly Options[]>> = {
  auth: ['profile', 'apiUrl'],
  projects: ['profile', 'apiUrl'],
  config: ['profile'],
  logout: ['profile', 'registry'],
  profiles: [],
  helper: [],
  sandbox: [],
  completion: [],
  commands: [],
  help: [],
}

const CALL_OF_DGSH = /^(?:\w+=\S+ )*dgsh ([a-z]+)/

/** The journal knows what an operation is for, and its own lines have what more they need. */
const OF_OPERATION = / --(?:resume|abort|finish)\b/

/** Help is the same everywhere. */
const OF_HELP = / --help$/

/**
 * Returns a command line to paste with the global options of this call that lead it to the same profile, project, API and
 * registry: those that were given as options, as a variable stays set. Of several commands, joined by ` && `, those of dgsh get
 * them; what has such an option already keeps its own. Messages and hints do this by themselves.
 */
export function repeatOptions(line: string, flags: GlobalFlags): string {
  if (Object.keys(NAMES).every((key) => flags[key as Options] === undefined)) return line
  return line
    .split(' && ')
    .map((command) => completeCommand(command, flags))
    .join(' && ')
}

function completeCommand(command: string, flags: GlobalFlags): string {
  const noun = CALL_OF_DGSH.exec(command)?.[1]
  if (noun === undefined || OF_OPERATION.test(command) || OF_HELP.test(command)) return command
  const missing = (USED[noun] ?? (Object.keys(NAMES) as Options[])).flatMap((key) => {
    const value = flags[key]
    const isThere = `${command} `.includes(` ${NAMES[key]} `)
    return value === undefined || isThere ? [] : [`${NAMES[key]} ${shellWord(value)}`]
  })
  // What follows ` -- ` or is read from a file belongs to the end of the line.
  const [, own = command, rest = ''] = /^(.*?)( -- .*| < .*| > .*| \| .*)$/.exec(command) ?? []
  return [own, ...missing].join(' ') + rest
}
