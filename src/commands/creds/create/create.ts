import type { Context } from '../../../app/context.ts'
import { resolveProject } from '../../../app/project.ts'
import { absolutePath } from '../../../app/working-directory.ts'
import { writeData } from '../../../app/write.ts'
import { shortScope } from '../../../deepgram/names.ts'
import type { NewCredential } from '../../../deepgram/new-credential.ts'
import { type Engine, pickEngine, requireSoundConfig, requireUsableStore } from '../../../logins/engine.ts'
import { listIds } from '../../../operations/find-created.ts'
import { obtain } from '../../../operations/obtain.ts'
import { reportIfLeft, reportUnfinished } from '../../../operations/unfinished.ts'
import { requireStore } from '../../../secrets/keep-secret.ts'
import { dropSecretFile, reserveSecretFile } from '../../../store/secret-file.ts'
import { message } from '../../../ui/message.ts'
import type { EngineName } from '../../../vocabulary.ts'
import { finish } from './finish.ts'
import { type Created, report, requireReportable } from './report.ts'
import { rescueCreated } from './rescue.ts'
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
  if (unfinished === 'abort') return (await import('./abort.ts')).abort(options, context)
  await requireReportable(showSecret, context)
  if (unfinished === 'resume') return (await import('./resume.ts')).resume(options, context)
  const secretFile = options.secretFile === undefined ? undefined : absolutePath(options.secretFile, context)
  const wanted = await askWanted(options, context)
  const engine = options.login ? await prepareEngine(options.engine, context) : undefined
  const project = await resolveProject(context)
  if (options.dryRun) return reportPlan(wanted, { project, engine }, context)
  const store = await requireStore(context)
  await reportUnfinished('create', context)
  const known = await listIds(project, context)
  if (secretFile !== undefined) reserveSecretFile(secretFile)
  try {
    const log = await begin({ wanted, project, known, store: store.name, engine, secretFile }, context)
    const rescue = rescueCreated({ log, store, showSecret, secretFile }, context)
    return await reportIfLeft(log, context, async () => {
      const obtained = await obtain({ log, store, rescue }, context)
      const write = (created: Created) => report(created, context)
      return finish(obtained, { log, store, showSecret, report: write }, context)
    })
  } finally {
    if (secretFile !== undefined) dropSecretFile(secretFile)
  }
}

async function prepareEngine(asked: EngineName | undefined, context: Context): Promise<Engine> {
  const engine = await pickEngine(asked, context)
  const registry = (await context.settings()).registry.value
  await requireSoundConfig(engine, { registry }, context)
  await requireUsableStore(engine, registry, context)
  return engine
}

interface Beginning {
  wanted: NewCredential
  project: string
  known: string[]
  store: string
  engine: Engine | undefined
  secretFile: string | undefined
}

async function begin({ engine, secretFile, ...rest }: Beginning, context: Context) {
  const { profile, api_url, registry } = await context.settings()
  const journal = await context.journal()
  return journal.begin({
    ...rest,
    kind: 'create',
    started: context.clock.now().toISOString(),
    profile: profile.value,
    api_url: api_url.value,
    registry: registry.value,
    targets:
      engine === undefined ? [] : [{ kind: 'engine', engine: engine.name, key: registry.value, file: '' }],
    keep_old: false,
    ...(secretFile === undefined ? {} : { secret_file: secretFile }),
  })
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
