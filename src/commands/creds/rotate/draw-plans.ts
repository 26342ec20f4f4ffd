import type { Context, Host } from '../../../app/context.ts'
import { nameOf, shortId } from '../../../app/credential-name.ts'
import { scopesOf } from '../../../credentials/columns.ts'
import { minuteOf } from '../../../operations/names.ts'
import type { RotationPlan } from '../../../operations/rotation/plan.ts'
import { type NamedStep, stepOfTarget } from '../../../operations/upcoming.ts'
import { STEP_INDENT, stepOf } from '../../../ui/marks.ts'
import { id, type Message, message } from '../../../ui/message.ts'
import { renderMessage } from '../../../ui/render-message.ts'

/** Draws plans on a terminal's stdout: the steps that each rotation would take. */
export async function drawPlans(plans: readonly RotationPlan[], context: Context): Promise<void> {
  const { stdout } = context.io
  const { redactOutput: redact } = context.redaction
  const palette = await context.io.palette('stdout')
  const { registry } = await context.settings()
  const write = (text: Message, indent = 0) =>
    stdout.write(`${renderMessage(text, { palette, width: stdout.columns, indent, start: 0, redact })}\n`)
  for (const plan of plans) {
    write(message`Would rotate ${nameOf(plan.previous)}`)
    for (const [word, text] of stepsOf(plan, registry.value, context.host))
      write(stepOf('waiting', word, text), STEP_INDENT)
  }
  if (plans.length === 0) context.messages.note('nothing to rotate')
}

function stepsOf(
  { previous, targets, keepOld, due }: RotationPlan,
  registry: string,
  { env }: Host,
): NamedStep[] {
  const until = due === undefined ? '' : ` until ${minuteOf(due.toISOString())}`
  return [
    ['create', `its successor (${scopesOf(previous)})`],
    ...targets.map((target) => stepOfTarget(target, { registry }, env)),
    [keepOld ? 'keep' : 'delete', message`${id(shortId(previous.id))}${until}`],
  ]
}
