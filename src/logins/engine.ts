import type { Context, Host, Parts } from '../app/context.ts'
import { hostOf } from '../engines/login-config.ts'
import { filesAlsoRead, type LoginFile, writtenFile } from '../engines/login-files.ts'
import { DgshError } from '../errors.ts'
import { ENGINE_NAMES, type EngineName } from '../vocabulary.ts'
import { faultsOfFile, noteOfDropped } from './explain-faults.ts'
import { findStoreProblem } from './implied-store.ts'
import { loginSearch } from './login-search.ts'

/** The engines that are looked for when none is named, in this order. */
const PREFERRED: readonly EngineName[] = ['docker', 'podman']

/** An engine and where its program is. */
export interface Engine {
  name: EngineName
  path: string
}

/**
 * The engine that was asked for, by option or config; else the first of docker and podman on PATH. What goes by docker's name and
 * is podman is given as podman, whose rules it follows.
 */
export async function pickEngine(asked: EngineName | undefined, context: Context): Promise<Engine> {
  const wanted = asked ?? (await context.settings()).engine.value
  const candidates = wanted === undefined ? PREFERRED : [wanted]
  for (const name of candidates) {
    const path = context.host.findEngine(name)
    if (path !== undefined) return name === 'docker' ? await unmask(path, context) : { name, path }
    // docker's name may be all that this podman is known by.
    const disguised = name === 'podman' ? await unmask(context.host.findEngine('docker'), context) : undefined
    if (disguised?.name === 'podman') return disguised
  }
  throw new DgshError(
    'engine_missing',
    wanted === undefined ? 'neither docker nor podman is on PATH' : `${wanted} is not on PATH`,
    {
      hint:
        hintAtOthers(candidates, context.host) ??
        'install docker or podman, or name another engine with --engine',
    },
  )
}

/** The engine behind docker's path. */
async function unmask(path: string, context: Context): Promise<Engine>
async function unmask(path: string | undefined, context: Context): Promise<Engine | undefined>
async function unmask(
  path: string | undefined,
  context: Parts<'host' | 'settings'>,
): Promise<Engine | undefined> {
  if (path === undefined) return undefined
  const { docker } = await loginSearch(context)
  return { name: docker?.isPodman === true ? 'podman' : 'docker', path }
}

/** What an engine is told to log in to, or out of. */
export interface EngineTarget {
  registry: string
  /** Added to the engine's environment. */
  env?: Readonly<Record<string, string>> | undefined
}

/**
 * Throws `config_invalid` when the engine's login or logout would lose something of the file that it rewrites, or could not use it or
 * another that it reads.
 * Called before anything is asked, and once more when nothing else can change the file.
 */
export async function requireSoundConfig(
  { name }: Pick<Engine, 'name'>,
  { registry, env }: EngineTarget,
  context: Parts<'host' | 'settings'>,
): Promise<void> {
  const search = await loginSearch(context, hostOf(registry), env)
  const written = await writtenFile(name, search)
  const use = { engine: name, registry, env: context.host.env }
  const faultsOfRead = (file: LoginFile) => faultsOfFile(file, { ...use, isOnlyRead: true })
  const [alsoRead] = await filesAlsoRead(name, search, (file) => faultsOfRead(file) !== undefined)
  const found =
    (written === undefined ? undefined : faultsOfFile(written, use)) ??
    (alsoRead === undefined ? undefined : faultsOfRead(alsoRead))
  if (found !== undefined) throw new DgshError('config_invalid', found.message, { hint: found.fix })
}

/**
 * Throws `config_invalid` when the registry would accept the engine's login and the engine could not keep it, as it is led to a
 * credential helper that is not set up.
 */
export async function requireUsableStore(
  { name }: Engine,
  registry: string,
  context: Parts<'host' | 'settings'>,
): Promise<void> {
  const problem = await findStoreProblem(name, registry, context)
  if (problem !== undefined) throw new DgshError('config_invalid', problem.message, { hint: problem.fix })
}

/** Says what the engine itself will not keep of the file that its login or logout rewrites. */
export async function noteDropped({ name }: Engine, target: EngineTarget, context: Context): Promise<void> {
  const written = await fileOf(name, target, context)
  const note = written === undefined ? undefined : noteOfDropped(name, written, context.host.env)
  if (note !== undefined) context.messages.note(note)
}

async function fileOf(
  engine: EngineName,
  { registry, env }: EngineTarget,
  context: Parts<'host' | 'settings'>,
) {
  return writtenFile(engine, await loginSearch(context, hostOf(registry), env))
}

/** Tells of the other engines that are installed; undefined when there are none. */
export function hintAtOthers(without: readonly EngineName[], host: Host): string | undefined {
  const others = ENGINE_NAMES.filter((name) => !without.includes(name) && host.findEngine(name) !== undefined)
  return others.length === 0
    ? undefined
    : `installed too: ${others.map((name) => `--engine ${name}`).join(', ')}`
}
