import type { Context } from '../../context.ts'
import { dockerConfigPath, isBrokenJson } from '../../engines/docker-config.ts'
import { DgshError } from '../../errors.ts'
import { ENGINE_NAMES, type EngineName } from '../../vocabulary.ts'
import { loginSearch } from '../login-search.ts'

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
    const path = context.findEngine(name)
    if (path !== undefined) return name === 'docker' ? await unmask(path, context) : { name, path }
    // docker's name may be all that this podman is known by.
    const disguised = name === 'podman' ? await unmask(context.findEngine('docker'), context) : undefined
    if (disguised?.name === 'podman') return disguised
  }
  throw new DgshError(
    'engine_missing',
    wanted === undefined ? 'neither docker nor podman is on PATH' : `${wanted} is not on PATH`,
    {
      hint:
        hintAtOthers(candidates, context) ?? 'install docker or podman, or name another engine with --engine',
    },
  )
}

/** The engine behind docker's path. */
async function unmask(path: string, context: Context): Promise<Engine>
async function unmask(path: string | undefined, context: Context): Promise<Engine | undefined>
async function unmask(path: string | undefined, context: Context): Promise<Engine | undefined> {
  if (path === undefined) return undefined
  const { docker } = await loginSearch(context)
  return { name: docker?.isPodman === true ? 'podman' : 'docker', path }
}

/** Throws when docker's config file is not JSON: docker would replace it, and what is in it would be lost. */
export async function requireSoundConfig({ name }: Engine, context: Context): Promise<void> {
  const path = name === 'docker' ? dockerConfigPath(await loginSearch(context)) : undefined
  if (path === undefined || !isBrokenJson(path)) return
  throw new DgshError('config_invalid', `${path} is not valid JSON, and docker would replace it`, {
    hint: 'mend it in an editor, or move it away',
  })
}

/** Tells of the other engines that are installed; undefined when there are none. */
export function hintAtOthers(without: readonly EngineName[], context: Context): string | undefined {
  const others = ENGINE_NAMES.filter(
    (name) => !without.includes(name) && context.findEngine(name) !== undefined,
  )
  return others.length === 0
    ? undefined
    : `installed too: ${others.map((name) => `--engine ${name}`).join(', ')}`
}
