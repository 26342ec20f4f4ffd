import type { Host } from '../app/context.ts'
import { makeFix } from '../app/fix.ts'
import { ENGINE_NAMES, type EngineName } from '../vocabulary.ts'
import { type Finding, fail, PROGRAM_SECONDS, pass, warn } from './check.ts'

/** What an engine says of itself. */
export interface EngineFacts {
  name: EngineName
  /** Undefined when it did not say. */
  version: string | undefined
  /** True for a podman that goes by docker's name. */
  disguised: boolean
  /** Why it did not say, as the end of a sentence. */
  problem: string | undefined
}

/** Checks which engines are on PATH, and whether they run. */
export async function checkEngines(host: Pick<Host, 'findEngine' | 'exec'>): Promise<Finding[]> {
  const found = await Promise.all(ENGINE_NAMES.map((name) => ask(name, host)))
  return judgeEngines(found.filter((engine) => engine !== undefined))
}

async function ask(
  name: EngineName,
  { findEngine, exec }: Pick<Host, 'findEngine' | 'exec'>,
): Promise<EngineFacts | undefined> {
  const file = findEngine(name)
  if (file === undefined) return undefined
  // helm has no such option, only the verb.
  const args = [name === 'helm' ? 'version' : '--version']
  const result = await exec({ file, args, timeoutMs: PROGRAM_SECONDS * 1000, ownGroup: true })
  const { exitCode, signal, startError, timedOut, stdout, stderr } = result
  const problem =
    timedOut === true
      ? `does not answer within ${PROGRAM_SECONDS} s`
      : startError !== undefined
        ? `cannot be started (${startError})`
        : exitCode === 0
          ? undefined
          : `ends with ${signal ?? exitCode}`
  return { name, problem, ...readVersion(name, `${stdout}\n${stderr}`) }
}

/** By a link, podman calls itself docker; docker writes itself with a capital. */
const SAYS_PODMAN = /podman|Emulate Docker CLI|^docker version/m

/** Reads the version from what an engine prints; podman's package for Debian warns with "Emulate Docker CLI" when it plays docker. */
export function readVersion(name: EngineName, text: string): Pick<EngineFacts, 'version' | 'disguised'> {
  const version = /\bv?(\d+\.\d+(?:\.\d+)?(?:[-+~][\w.]+)?)/.exec(text)?.[1]
  return { version, disguised: name === 'docker' && SAYS_PODMAN.test(text) }
}

/** One line about all that are there, and one about each that does not run. */
function judgeEngines(engines: readonly EngineFacts[]): Finding[] {
  const broken = engines.filter(({ problem }) => problem !== undefined)
  return [
    summary(engines),
    ...broken.map(({ name, problem }) =>
      fail(
        'engines',
        `${name} ${problem}`,
        makeFix(
          'reinstall-engine',
          `install ${name} again; ${name} ${name === 'helm' ? 'version' : '--version'} shows what is wrong`,
        ),
      ),
    ),
  ]
}

function summary(engines: readonly EngineFacts[]): Finding {
  const described = engines.map(({ name, version, disguised }) => {
    const whole = [name, version].filter((word) => word !== undefined).join(' ')
    return disguised ? `${whole} (it is podman, under docker's name)` : whole
  })
  if (engines.some(({ name }) => name === 'docker' || name === 'podman'))
    return pass('engines', described.join(', '))
  const message = `neither docker nor podman is on PATH${described.length === 0 ? '' : `, only ${described.join(', ')}`}`
  const fix = 'install docker or podman, or add its directory to PATH'
  return warn('engines', message, makeFix('install-engine', fix))
}
