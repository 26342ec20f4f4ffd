import type { Context } from '../../../app/context.ts'
import { resolveProject } from '../../../app/project.ts'
import { absolutePath } from '../../../app/working-directory.ts'
import { writeData } from '../../../app/write.ts'
import { shortScope } from '../../../deepgram/names.ts'
import type { NewCredential } from '../../../deepgram/new-credential.ts'
import { type Engine, pickEngine, requireSoundConfig, requireUsableStore } from '../../../logins/engine.ts'
import { create } from '../../../operations/creation/create.ts'
import type { Created } from '../../../operations/creation/finish.ts'
import { reportUnfinished } from '../../../operations/unfinished.ts'
import { requireStore } from '../../../secrets/keep-secret.ts'
import { message } from '../../../ui/message.ts'
import type { EngineName } from '../../../vocabulary.ts'
import { reportCreated, requireReportable } from './report.ts'
import { askWanted, type Wishes } from './wanted.ts'

/** The options of `dgsh creds create`. */
export interface CreateOptions extends Wishes {
  showSecret: boolean
  secretFile: string | undefined
  login: boolean
  engine: EngineName | undefined
  dryRun: boolean
  /** What to do with an interrupted creation, instead of a new one. */
  unfinished: 'resume' | 'abort' | undefined
  yes: boolean
}

/** `dgsh creds create`: all that can be checked is checked, and the store proven, before anything is created. */
export async function run(options: CreateOptions, context: Context): Promise<number> {
  const { unfinished, showSecret } = options
  if (unfinished === 'abort') return (await import('./unfinished.ts')).abort(options, context)
  await requireReportable(showSecret, context)
  if (unfinished === 'resume') return (await import('./unfinished.ts')).resume(options, context)
  const secretFile =
    options.secretFile === undefined ? undefined : absolutePath(options.secretFile, context.host)
  const wanted = await askWanted(options, context.io)
  const engine = options.login ? await prepareEngine(options.engine, context) : undefined
  const project = await resolveProject(context)
  if (options.dryRun) return reportPlan(wanted, { project, engine }, context)
  const store = await requireStore(context)
  await reportUnfinished('create', context)
  const report = (created: Created) => reportCreated(created, context)
  await create({ wanted, project, store, engine: engine?.name, secretFile, showSecret, report }, context)
  return 0
}

async function prepareEngine(asked: EngineName | undefined, context: Context): Promise<Engine> {
  const engine = await pickEngine(asked, context)
  const registry = (await context.settings()).registry.value
  await requireSoundConfig(engine, { registry }, context)
  await requireUsableStore(engine, registry, context)
  return engine
}

async function reportPlan(
  wanted: NewCredential,
  { project, engine }: { project: string; engine: Engine | undefined },
  context: Context,
): Promise<number> {
  const plan = { project, ...wanted, login: engine?.name ?? null }
  if (await writeData(context, plan)) return 0
  const { comment, scopes } = wanted
  context.messages.say(`Would create a credential in project ${project}:`)
  context.messages.step(
    'waiting',
    'create',
    message`${{ kind: 'name', text: comment }} (${scopes.map(shortScope).join(', ')})`,
  )
  if (engine !== undefined) context.messages.step('waiting', engine.name, 'log in with it')
  context.messages.say('Nothing was created.')
  return 0
}
