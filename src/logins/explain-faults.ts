import { type Fix, makeFix } from '../app/fix.ts'
import { droppedPlaces, judgeLoginFile, type LoginFileFault } from '../engines/login-file-faults.ts'
import type { LoginFile } from '../engines/login-files.ts'
import { readLoginFile } from '../engines/read-login-file.ts'
import { tildePath } from '../engines/surroundings.ts'
import { shellPath } from '../shell.ts'
import type { EngineName } from '../vocabulary.ts'

/** Whose files are judged, and for which login. */
export interface FileUse {
  engine: EngineName
  registry: string
  /** Tells the home directory. */
  env: Readonly<Record<string, string | undefined>>
  /** True for a file that is only read: nothing of it can be lost. */
  isOnlyRead?: boolean
}

/**
 * What an engine's login or logout for a registry would lose of a file that it rewrites, or why it cannot use it; undefined when the file
 * is sound.
 */
export function faultsOfFile(
  { kind, path }: LoginFile,
  { engine, registry, env, isOnlyRead }: FileUse,
): ExplainedFaults | undefined {
  const content = readLoginFile(path)
  const [first, ...others] = judgeLoginFile({ kind, content, registry }).filter(
    ({ isLoss }) => isOnlyRead !== true || !isLoss,
  )
  if (first === undefined) return undefined
  return explainFaults([first, ...others], { engine, path: tildePath(path, env) })
}

/**
 * A note about what an engine's login or logout drops of a file because the engine knows no such names; undefined when there is nothing.
 * dgsh cannot keep that: the engine writes the file.
 */
export function noteOfDropped(
  engine: EngineName,
  { kind, path }: LoginFile,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const places = droppedPlaces({ kind, content: readLoginFile(path) })
  if (places.length === 0) return undefined
  return `${engine} does not keep ${summary(places)} in ${tildePath(path, env)}: it writes the file without what it does not know`
}

function summary(places: readonly string[]): string {
  const shown = places.slice(0, SHOWN).map((place) => place.slice(0, LONGEST_PLACE))
  const others = places.length - shown.length
  return [...shown, ...(others > 0 ? [`${others} more`] : [])].join(', ')
}

/** The file that has the faults. */
export interface FaultyFile {
  engine: EngineName
  /** As people write it. */
  path: string
}

/** What the faults of a config file come to, and what fixes the first of them. */
export interface ExplainedFaults {
  message: string
  fix: Fix
}

const SHOWN = 3

/** A key of a file may be of any length. */
const LONGEST_PLACE = 100

/** Explains the faults of a config file that an engine's login rewrites, at least one. */
export function explainFaults(
  faults: readonly [LoginFileFault, ...LoginFileFault[]],
  file: FaultyFile,
): ExplainedFaults {
  const [first] = faults
  const shown = faults
    .slice(0, SHOWN)
    .map(({ place, problem }) => `${place === '' ? 'it' : place.slice(0, LONGEST_PLACE)} ${problem}`)
  const others = faults.length - shown.length
  const list = [...shown, ...(others > 0 ? [`and ${others} more`] : [])].join('; ')
  return { message: `${consequence(first, file)}: ${list}`, fix: fixOf(first, file) }
}

/** No file of logins, and nothing to correct in it. */
const UNUSABLE: readonly LoginFileFault['kind'][] = ['not-regular', 'too-large', 'unreadable']

/** Of these docker reads nothing at all. */
const UNREAD: readonly LoginFileFault['kind'][] = ['denied', 'byte-order-mark', 'syntax']

function consequence({ kind, isLoss }: LoginFileFault, { engine, path }: FaultyFile): string {
  if (kind === 'too-large') return `dgsh cannot check ${path}, which ${engine} rewrites at a login`
  if (!isLoss) return `${engine} cannot use ${path}`
  if (UNREAD.includes(kind)) return `${engine} cannot read ${path}, and replaces it at the next login`
  return `${engine}'s next login drops logins or settings from ${path}`
}

function fixOf({ kind, place }: LoginFileFault, { engine, path }: FaultyFile): Fix {
  const file = shellPath(path)
  const away = `mv ${file} ${file}.broken`
  if (kind === 'denied')
    return makeFix('own-and-restrict-file', `sudo chown "$(id -u)" ${file} && chmod 600 ${file}`)
  if (kind === 'below-file') return clearDirectory(path)
  const isShared = engine !== 'docker' && engine !== 'helm'
  // A directory of another user, such as that of root's podman, stays so.
  if (kind === 'directory-denied' && isShared && !path.startsWith('~')) return ownFile(engine)
  if (kind === 'directory-denied') {
    const directory = shellPath(path.replace(/[/\\][^/\\]*$/, ''))
    return makeFix('own-directory', `sudo chown "$(id -u)" ${directory} && chmod 700 ${directory}`)
  }
  if (kind === 'empty') return makeFix('remove-empty-file', `rm ${file}`)
  if (kind === 'byte-order-mark')
    return makeFix(
      'strip-byte-order-mark',
      `(umask 077; tail -c +4 ${file} > ${file}.new && cat ${file}.new > ${file} && rm ${file}.new)`,
    )
  if (kind === 'foreign') return ownFile(engine)
  if (kind === 'overridden')
    return makeFix('keep-one-value', `in ${path}, keep one of the values of ${place}`)
  if (UNUSABLE.includes(kind)) return makeFix('move-file-away', `move it away: ${away}`)
  if (place === '') return makeFix('correct-file', `correct ${path} in an editor, or move it away: ${away}`)
  return makeFix('correct-file', `in ${path}, correct or remove ${place}; or move the file away: ${away}`)
}

/** podman and its kin share a file of their own, which must not be docker's. */
function ownFile(engine: EngineName): Fix {
  return makeFix(
    'own-file-for-podman',
    `export REGISTRY_AUTH_FILE="$HOME/.config/containers/auth.json" && dgsh login --engine ${engine}`,
  )
}

/** What should be the directory is a file: as when DOCKER_CONFIG names docker's config file. */
function clearDirectory(path: string): Fix {
  const directory = path.replace(/[/\\][^/\\]*$/, '')
  const above = directory.replace(/[/\\]config\.json$/, '')
  if (above !== directory) return makeFix('name-directory', `export DOCKER_CONFIG=${shellPath(above)}`)
  return makeFix('move-file-away', `move it away: mv ${shellPath(directory)} ${shellPath(directory)}.broken`)
}
