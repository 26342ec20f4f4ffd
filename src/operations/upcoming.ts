import { shortId } from '../app/credential-name.ts'
import { tildePath } from '../engines/surroundings.ts'
import type { Operation, Target } from '../journal/operation.ts'
import { describePlace } from '../logins/usages.ts'
import { id, type Message, message, path } from '../ui/message.ts'

/** A step as people read it: its word, and its text. */
export type NamedStep = readonly [word: string, text: Message]

/** Returns the step that gives a login to a target: `docker  ~/.docker/config.json`. */
export function stepOfTarget(
  target: Target,
  { registry }: Pick<Operation, 'registry'>,
  env: Readonly<Record<string, string | undefined>>,
): NamedStep {
  if (target.kind === 'exec') return ['hook', target.command.join(' ')]
  if (target.kind === 'login') return [target.engine, `log in to ${registry}`]
  const { engine, file, key } = target
  const place = tildePath(file, env)
  const { isOfOther } = describePlace({ key, place }, registry)
  return [engine, isOfOther ? message`${path(place)}, for ${key}` : message`${path(place)}`]
}

/** Returns the steps of an operation after so many of its targets. */
export function upcomingSteps(
  operation: Operation,
  targets: number,
  env: Readonly<Record<string, string | undefined>>,
): NamedStep[] {
  const deliveries = operation.targets.slice(targets).map((target) => stepOfTarget(target, operation, env))
  return operation.kind === 'create' || operation.keepOld
    ? deliveries
    : [...deliveries, ['delete', message`${id(shortId(operation.previous))}`]]
}
