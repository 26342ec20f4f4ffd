import type { Context } from '../../app/context.ts'
import { writeData } from '../../app/write.ts'
import { helperProgram } from '../../helper-protocol.ts'
import { type Installed, install } from '../../installation/install.ts'
import { type InstallPlan, planInstall } from '../../installation/plan-install.ts'
import { requireProgram } from '../../installation/program.ts'
import { chosenPlace, nameOfLogin, placesOf, sayInstalled } from '../../installation/say-installed.ts'
import { command, message, path } from '../../ui/message.ts'
import { OWN_HELPER } from '../../vocabulary.ts'
import { type HelperOptions, pickInstallable } from './pick.ts'
import { plainDifference, showDifference } from './show-difference.ts'

/** Runs `dgsh helper install`: all that can be known is known before anything is changed. */
export async function run({ engine: asked, dryRun }: HelperOptions, context: Context): Promise<number> {
  const engine = await pickInstallable(asked, context)
  await requireProgram(engine, context.host)
  const plan = await planInstall(engine, context)
  if (plan.files.length === 0 && plan.existing.helpers.length === 0) return reportInstalled(plan, context)
  noteSudo(plan, context)
  for (const note of plan.existing.notes) context.messages.note(note)
  if (dryRun) return showPlan(plan, context)
  const installed = await install(plan, context)
  await report(plan, installed, context)
  return 0
}

/** Whose files an engine reads under sudo depends on how sudo is set up. */
function noteSudo({ engine, paths }: InstallPlan, { host: { env }, messages }: Context): void {
  if (!env.SUDO_USER || env.SUDO_USER === 'root') return
  const files = paths.flatMap((one, index) => [...(index === 0 ? [] : [', ']), path(one)])
  messages.note(message`this is for ${engine} as sudo runs it, which reads ${files}`)
}

async function reportInstalled(plan: InstallPlan, context: Context): Promise<number> {
  if (await writeData(context, dataOf(plan, { store: null, dryRun: false }))) return 0
  const { engine, registry, paths, existing } = plan
  context.messages.note(
    message`${engine} asks ${helperProgram(OWN_HELPER)} for ${registry} already (${placesOf(paths, context)})`,
  )
  if (existing.login === undefined) sayLoggedOut(plan, context)
  return 0
}

async function showPlan(plan: InstallPlan, context: Context): Promise<number> {
  const store = (await context.settings()).store.value ?? 'keychain'
  if (await writeData(context, dataOf(plan, { store, dryRun: true }))) return 0
  await showDifference(plan.files, context)
  const { login, place } = plan.existing
  if (login !== undefined) {
    const name = await nameOfLogin(login.username, context)
    context.messages.note(
      message`the login of ${name} would move from ${path(place)} to ${await chosenPlace(context)}`,
    )
  }
  context.messages.note('nothing was changed')
  return 0
}

async function report(plan: InstallPlan, installed: Installed, context: Context): Promise<void> {
  if (await writeData(context, dataOf(plan, { store: installed.store, dryRun: false }))) return
  await sayInstalled(plan, installed, context)
  const { engine, registry, existing, kept } = plan
  if (existing.login !== undefined) return
  if (kept === undefined) sayLoggedOut(plan, context)
  else
    context.messages.say(
      message`${engine} is logged in to ${registry} as ${await nameOfLogin(kept.username, context)}`,
    )
}

function sayLoggedOut({ engine, registry }: InstallPlan, { messages }: Context): void {
  const line = command(engine === 'docker' ? 'dgsh login' : `dgsh login --engine ${engine}`)
  messages.say(message`${engine} is not logged in to ${registry} yet; to log in: ${line}`)
}

/** What changed, or would; `store` is where the login goes. */
function dataOf(
  { engine, registry, files, paths, existing: { login, place } }: InstallPlan,
  { store, dryRun }: { store: string | null; dryRun: boolean },
): unknown {
  const isMoved = files.length > 0 && login !== undefined
  return {
    engine,
    registry,
    dry_run: dryRun,
    files: paths,
    changed: files.map((file) => ({ file: file.installation.file, difference: plainDifference(file) })),
    login: isMoved ? { username: login.username, from: place, to: store } : null,
  }
}
