import type { Context, Parts } from '../../app/context.ts'
import { nameOf } from '../../app/credential-name.ts'
import { writeData } from '../../app/write.ts'
import { type EngineStatus, readEngines } from '../../credentials/engine-status.ts'
import { DgshError } from '../../errors.ts'
import { placeOfStore } from '../../secrets/choose-store.ts'
import type { ApiKey, Setting, Settings } from '../../settings/settings.ts'
import { isAboutStore } from '../../store/store.ts'
import { type Detail, renderDetails } from '../../ui/details.ts'
import { countOf, plainText } from '../../ui/message.ts'

/** Whether Deepgram accepts the key: null when that could not be found out. */
interface Verdict {
  accepted: boolean | null
  /** Why not, to be thrown once the status is written. */
  error: unknown
  /** The name of the project in use; undefined where it is not known. */
  projectName?: string | undefined
}

interface Status {
  settings: Settings
  apiKey: ApiKey | undefined
  verdict: Verdict
  /** The names of the other profiles that have settings. */
  others: readonly string[]
  engines: readonly EngineStatus[]
}

/** `dgsh auth status`: writes the status in any case; then ends with the error of the check, if there is one. */
export async function run(context: Context): Promise<number> {
  const settings = await context.settings()
  const [verdict, engines] = await Promise.all([check(context), readEngines(context)])
  // A store that cannot be read is the verdict's error; the rest of the status is to be seen all the same.
  const apiKey = await context.remote.apiKey().catch(() => undefined)
  const names = await (await context.settingsFile()).profileNames()
  const others = names.filter((name) => name !== settings.profile.value)
  const status = { settings, apiKey, verdict, others, engines }
  if (!(await writeData(context, asData(status)))) context.io.stdout.write(await asText(status, context))
  if (verdict.error !== undefined) throw verdict.error
  return 0
}

async function check(context: Parts<'remote' | 'settings'>): Promise<Verdict> {
  try {
    const projects = await (await context.remote.api()).listProjects()
    const { value } = (await context.settings()).project
    return { accepted: true, error: undefined, projectName: projects.find(({ id }) => id === value)?.name }
  } catch (error) {
    return { accepted: error instanceof DgshError && error.code === 'api_key_refused' ? false : null, error }
  }
}

function asData({ settings, apiKey, verdict, others, engines }: Status): unknown {
  const from = ({ value, source, origin }: Setting<unknown>) => ({ value: value ?? null, source, origin })
  return {
    profile: from(settings.profile),
    other_profiles: others,
    api_url: from(settings.api_url),
    project: { ...from(settings.project), name: verdict.projectName ?? null },
    store: from(settings.store),
    registry: from(settings.registry),
    api_key:
      apiKey === undefined
        ? null
        : { last_four: lastFour(apiKey.value), source: apiKey.source, origin: apiKey.origin },
    accepted: verdict.accepted,
    engines: engines.map(dataOfEngine),
  }
}

async function asText(status: Status, context: Context): Promise<string> {
  const { settings, verdict, others, engines } = status
  const palette = await context.io.palette('stdout')
  const line = (label: string, { value, origin }: Setting<string | undefined>) => ({
    label,
    value: `${value ?? 'none'} (${origin})`,
  })
  const profile = line('Profile', settings.profile)
  const { accepted } = verdict
  return renderDetails(
    [
      { label: 'API key', value: await keyOf(status, context) },
      {
        label: 'Deepgram',
        value: sayVerdict(verdict),
        paint: accepted === null ? palette.caution : accepted ? palette.good : palette.bad,
      },
      ...projectLines(status),
      { ...profile, value: `${profile.value}${sayOthers(others.length)}` },
      line('API URL', settings.api_url),
      line('Registry', settings.registry),
      line('Store', settings.store),
      ...engines.map((engine) => ({ label: engine.engine, value: describeEngine(engine) })),
    ],
    palette,
  )
}

async function keyOf({ apiKey, verdict }: Status, context: Parts<'host' | 'stores'>): Promise<string> {
  if (apiKey === undefined) return isAboutStore(verdict.error) ? 'unknown' : 'none'
  const { source, origin, value } = apiKey
  const place =
    source === 'store'
      ? `stored in ${plainText([placeOfStore(await context.stores.chosen(), context.host.env)])}`
      : origin
  return `…${lastFour(value)} (${place})`
}

/** The name has a line of its own: with the id it would be wider than many terminals. */
function projectLines({ settings: { project }, verdict: { projectName } }: Status): Detail[] {
  const id = `${project.value ?? 'none'} (${project.origin})`
  if (projectName === undefined) return [{ label: 'Project', value: id }]
  return [
    { label: 'Project', value: projectName },
    { label: '', value: id },
  ]
}

function sayVerdict({ accepted, error }: Verdict): string {
  if (accepted !== null) return accepted ? 'accepts the API key' : 'refuses the API key'
  const code = error instanceof DgshError ? error.code : undefined
  if (code === 'unreachable' || code === 'timeout') return 'could not be reached'
  return code === 'no_api_key' || isAboutStore(error) ? 'was not asked' : 'gave no clear answer'
}

function sayOthers(count: number): string {
  return count === 0 ? '' : `; ${countOf(count, 'other')}`
}

/** Nothing of a key so short that four characters would be most of it. */
function lastFour(apiKey: string): string {
  return apiKey.length >= 16 ? apiKey.slice(-4) : ''
}

function describeEngine({ username, id, comment, problem }: EngineStatus): string {
  if (problem !== undefined) return `not known: ${problem}`
  if (username === undefined) return 'not logged in'
  return id === undefined ? `logged in as ${username}` : plainText(nameOf({ id, comment }))
}

function dataOfEngine({ engine, username, id, comment, place, problem }: EngineStatus): unknown {
  return {
    ...{ engine, username: username ?? null, id: id ?? null, comment: comment ?? null },
    ...{ place: place ?? null, problem: problem ?? null },
  }
}
