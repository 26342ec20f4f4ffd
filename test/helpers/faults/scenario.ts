import { type Act, type Acting, perform, withAct } from './act.ts'
import { problemsOf, withoutDebug } from './checks.ts'
import {
  type Ends,
  endOf,
  explain,
  isKept,
  isLeft,
  isSame,
  isUndoneWithDeadLogin,
  leftoversIn,
} from './ends.ts'
import type { Fault } from './fault.ts'
import { fingerprintOf } from './fingerprint.ts'
import { tellOf } from './told.ts'

/** What came of a fault. */
export interface Outcome {
  fault: Fault
  /** The exit code; none for a command that was killed. */
  exit: string
  /** What the command told, in one line. */
  told: string
  /** After `--resume` and after `--abort`. Where nothing was left to go on with: how it is, and `-`. */
  resumed: string
  aborted: string
  /** What must not be. */
  problems: string[]
}

/** An operation that meets all its faults. */
export interface Trial extends Acting {
  ends: Ends
  /** How it went on, by the state that it went on from. */
  known: Map<string, Promise<GoneOn>>
}

interface GoneOn {
  resumed: string
  aborted: string
  problems: string[]
}

interface Verdict {
  end: string
  problems: string[]
}

/** The undisturbed run of an operation, and a trial with the ends that there are. */
export async function beginTrial(acting: Acting): Promise<{ result: Act['result']; trial: Trial }> {
  const { aim, abort, resume } = acting.operation
  return withAct(undefined, acting, async ({ result, state }) => {
    if (result.code !== 0) throw new Error(`exit ${result.code}: ${result.stderr}`)
    const other = await otherEnd(aim === 'done' ? abort : resume, acting)
    const ends = aim === 'done' ? { done: state, undone: other } : { done: other, undone: state }
    return { result, trial: { ...acting, ends, known: new Map() } }
  })
}

/** What there is when the other way is gone at once. */
function otherEnd(args: readonly string[], { operation, signer }: Acting) {
  const command = () => [...args]
  return withAct(undefined, { operation: { ...operation, command }, signer }, async ({ state, result }) => {
    if (result.code !== 0) throw new Error(`exit ${result.code}: ${result.stderr}`)
    return state
  })
}

/** Has a command meet a fault. Where something is left, it is resumed; and, all of it once more, undone. */
export async function tryFault(fault: Fault, trial: Trial): Promise<Outcome> {
  return withAct(fault, trial, async (act) => {
    const { result, state } = act
    const exit = result.signal === null ? String(result.code) : ''
    const after = isLeft(state) ? await goOnOnce(fault, act, trial) : nothingLeft(act, trial.ends)
    return { ...after, fault, exit, told: tellOf(act), problems: [...problemsOf(act), ...after.problems] }
  })
}

/** What comes after does not depend on how a state was come to: from states that are equal it goes on once. */
function goOnOnce(fault: Fault, act: Act, trial: Trial): Promise<GoneOn> {
  const key = fingerprintOf(act)
  const known = trial.known.get(key) ?? goOn(fault, act, trial)
  trial.known.set(key, known)
  return known
}

async function goOn(fault: Fault, act: Act, trial: Trial): Promise<GoneOn> {
  const { operation, ends } = trial
  const resumed = judgeResumed(await goOnAsTold(operation.resume, act), trial)
  const aborted = await withAct(fault, trial, async (again) =>
    judgeAborted(again, await goOnAsTold(operation.abort, again), ends),
  )
  return {
    resumed: resumed.end,
    aborted: aborted.end,
    problems: [...resumed.problems, ...aborted.problems],
  }
}

/** Does what the hint says, too: what may be in use elsewhere dgsh deletes by its name only. */
async function goOnAsTold(args: readonly string[], act: Act): Promise<Act> {
  const first = await perform(args, act)
  const [, line = ''] =
    /if nobody uses it(?:, delete it)?: dgsh (creds delete \S+ --yes)/.exec(first.result.stderr) ?? []
  if (line === '') return first
  const deleted = await perform(line.split(' '), act)
  if (deleted.result.code !== 0) return deleted
  const last = first.result.code === 0 ? deleted : await perform(args, act)
  return { ...last, result: { ...last.result, stderr: first.result.stderr + last.result.stderr } }
}

/** It ends as it would have, and where it was being undone, it may be undone. */
function judgeResumed(resumed: Act, { ends, operation }: Trial): Verdict {
  const end = endOf(resumed.state, ends)
  const isRight = resumed.result.code === 0 && (end === 'done' || end === operation.aim)
  return verdict('--resume', isRight ? end : undefined, resumed, ends)
}

/** It is undone; or it is refused, and nothing has happened, because the old one is deleted. */
function judgeAborted(before: Act, aborted: Act, ends: Ends): Verdict {
  const { result, state } = aborted
  const isRefused =
    result.code === 1 && /is deleted: its rotation .*to finish it: \S.* --resume --yes/s.test(result.stderr)
  if (isRefused && isSame(before.state, state))
    return { ...verdict('--abort', 'refused: the old one is deleted', aborted, ends), problems: [] }
  const isTold = result.stderr.includes('! docker    its login for ')
  if (result.code === 0 && isTold && isUndoneWithDeadLogin(state, ends))
    return verdict('--abort', "undone; docker's login is dead, which is told", aborted, ends)
  return verdict(
    '--abort',
    result.code === 0 && endOf(state, ends) === 'undone' ? 'undone' : undefined,
    aborted,
    ends,
  )
}

function verdict(option: string, end: string | undefined, act: Act, ends: Ends): Verdict {
  const { result, state } = act
  const orphan = result.stderr.includes('its secret is lost')
    ? '; the orphan is deleted'
    : result.stderr.includes('if nobody uses it')
      ? '; the orphan is deleted by the line that is told'
      : ''
  const problems = [...problemsOf(act), ...leftoversIn(state)].map((problem) => `${option}: ${problem}`)
  if (end !== undefined) return { end: `${end}${orphan}`, problems }
  const story = `${option}: exit ${result.code}\n${withoutDebug(result.stderr)}\n${explain(state, ends)}`
  return { end: 'wrong', problems: [...problems, story] }
}

/** Nothing is left to go on with: it is done, or nothing has happened, or the credential is there and docker not logged in. */
function nothingLeft({ state, result }: Act, ends: Ends): GoneOn {
  const end =
    endOf(state, ends) ?? (isKept(state, ends) && result.code !== 0 ? 'kept, not logged in' : undefined)
  const problems = leftoversIn(state)
  if (end === undefined)
    problems.push(`exit ${result.code}\n${withoutDebug(result.stderr)}\n${explain(state, ends)}`)
  return { resumed: end ?? 'wrong', aborted: '-', problems }
}
