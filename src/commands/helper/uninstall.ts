import type { Context } from '../../app/context.ts'
import { writeData } from '../../app/write.ts'
import { tildePath } from '../../engines/surroundings.ts'
import { helperProgram } from '../../helper-protocol.ts'
import { planUninstall, type RestoredFile, type UninstallPlan } from '../../installation/plan-uninstall.ts'
import { nameOfLogin } from '../../installation/say-installed.ts'
import type { InstallableEngine } from '../../installation/targets.ts'
import { uninstall } from '../../installation/uninstall.ts'
import { command, type Message, message, path } from '../../ui/message.ts'
import { OWN_HELPER } from '../../vocabulary.ts'
import { type HelperOptions, pickInstallable } from './pick.ts'
import { plainDifference, showDifference } from './show-difference.ts'

/** Runs `dgsh helper uninstall`: the engine has its login again as before. */
export async function run({ engine: asked, dryRun }: HelperOptions, context: Context): Promise<number> {
  const engine = await pickInstallable(asked, context)
  const plan = await planUninstall(engine, context)
  if (plan === undefined) return reportNothing(engine, context)
  if (!dryRun) await uninstall(plan, context)
  if (await writeData(context, dataOf(plan, dryRun))) return 0
  if (dryRun) {
    await showDifference(
      plan.files.filter(({ before, after }) => before !== after),
      context,
    )
    for (const name of plan.helpers)
      context.messages.note(`the login would go back to ${helperProgram(name)}`)
    context.messages.note('nothing was changed')
  } else await report(plan, context)
  return 0
}

async function reportNothing(engine: InstallableEngine, context: Context): Promise<number> {
  const { value: registry } = (await context.settings()).registry
  if (await writeData(context, { engine, registry, dry_run: false, files: [], login: null })) return 0
  context.messages.note(`${engine} does not ask ${helperProgram(OWN_HELPER)} for ${registry}`)
  return 0
}

async function report(plan: UninstallPlan, context: Context): Promise<void> {
  const { engine, registry, files, helpers, login } = plan
  const { messages } = context
  for (const file of files) messages.step('done', engine, outcomeOf(file, context))
  if (login === undefined) {
    messages.say(
      message`${engine} is not logged in to ${registry}; to log in: ${command(`dgsh login --engine ${engine}`)}`,
    )
    return
  }
  const name = await nameOfLogin(login.username, context)
  for (const helper of helpers)
    messages.step('done', 'login', message`${name} is kept by ${helperProgram(helper)} again`)
  for (const file of files.filter(({ isPlain }) => isPlain && helpers.length === 0))
    messages.step(
      'warning',
      'login',
      message`the secret of ${name} is unencrypted in ${placeOf(file, context)} again`,
    )
}

function outcomeOf(file: RestoredFile, context: Context): Message {
  const place = placeOf(file, context)
  if (file.before === file.after) return message`${place} is left as it is`
  if (file.after === undefined) return message`${place} is removed: dgsh had made it`
  if (file.isExact) return message`${place} is as it was before`
  return message`${place} no longer names ${helperProgram(OWN_HELPER)}; what else has changed there since stays`
}

function placeOf(file: RestoredFile, { host: { env } }: Context) {
  return path(tildePath(file.path, env))
}

function dataOf({ engine, registry, files, helpers, login }: UninstallPlan, dryRun: boolean): unknown {
  return {
    engine,
    registry,
    dry_run: dryRun,
    files: files.map((file) => ({
      file: file.installation.file,
      restored: file.isExact,
      unencrypted: file.isPlain,
      difference: plainDifference(file),
    })),
    login: login === undefined ? null : { username: login.username, helper: helpers[0] ?? null },
  }
}
