import { deriveSecret, deriveUuid } from '../../../src/sandbox/derive.ts'
import type { TokenSigner } from '../../../src/sandbox/token.ts'
import { holds } from '../sentinel.ts'
import type { Fault } from './fault.ts'
import type { Operation } from './operations.ts'
import { type Stage, type StageResult, setStage } from './stage.ts'
import { listIds, lookAt, type State } from './state.ts'
import { tellOf } from './told.ts'

/** The ends that a command may come to. */
export interface Ends {
  done: State
  undone: State
}

/** What came of a fault. */
export interface Outcome {
  fault: Fault
  exit: string
  /** What the command told, in one line. */
  told: string
  /** After `--resume` and after `--abort`; `-` where nothing was left to go on with. */
  resumed: string
  aborted: string
  /** What must not be. */
  problems: string[]
}

/** What does not change from one fault to the next. */
export interface Trial {
  operation: Operation
  ends: Ends
  signer: TokenSigner
}

interface Act {
  stage: Stage
  result: StageResult
  /** Right after the fault. */
  state: State
  seeds: string[]
}

/** Lets a command meet a fault, twice: then it is resumed, or undone. */
export async function tryFault(fault: Fault, trial: Trial): Promise<Outcome> {
  const problems: string[] = []
  const afterwards = async (which: 'resume' | 'abort') =>
    onStage(fault, trial, async (act) => {
      problems.push(...problemsOf(act, trial))
      const { result } = act
      const end = isLeft(act.state)
        ? await goOn(which, act, trial, problems)
        : nothingLeft(act, trial, problems)
      return {
        end,
        exit: result.signal === null ? String(result.code) : '',
        told: tellOf(result, act),
        left: isLeft(act.state),
      }
    })
  const { end: resumed, exit, told, left } = await afterwards('resume')
  const aborted = left ? (await afterwards('abort')).end : '-'
  return { fault, exit, told, resumed, aborted, problems: [...new Set(problems)] }
}

async function onStage<Value>(
  fault: Fault | undefined,
  { operation, signer }: Pick<Trial, 'operation' | 'signer'>,
  action: (act: Act) => Promise<Value>,
): Promise<Value> {
  const stage = await setStage({ signer, small: fault?.kind === 'full disk' })
  try {
    const seeds = await listIds(stage)
    await operation.prepare(stage)
    const result = await stage.run(operation.command(stage), { fault, env: { DGSH_DEBUG: '1' } })
    return await action({ stage, result, seeds, state: await lookAt(stage, seeds) })
  } finally {
    await stage.close()
  }
}

/** The undisturbed run, and the ends that there are. */
export async function undisturbed(operation: Operation, signer: TokenSigner) {
  const { result, state } = await onStage(undefined, { operation, signer }, async (act) => act)
  if (result.code !== 0) throw new Error(`${operation.title} ended with ${result.code}: ${result.stderr}`)
  const other = await otherEnd(operation, signer)
  const ends = operation.aim === 'done' ? { done: state, undone: other } : { done: other, undone: state }
  return { result, ends }
}

/** What there is when it is undone instead of done, or the other way round. */
async function otherEnd(operation: Operation, signer: TokenSigner): Promise<State> {
  const stage = await setStage({ signer })
  try {
    const seeds = await listIds(stage)
    await operation.prepare(stage)
    const args = operation.aim === 'done' ? operation.abort : operation.resume
    const { code, stderr } = await stage.run(args)
    if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${stderr}`)
    return await lookAt(stage, seeds)
  } finally {
    await stage.close()
  }
}

const isLeft = ({ files }: State) => files.some((name) => /^journal.+\.json$/.test(name))

/** What must hold right after a fault, whatever it was. */
function problemsOf({ result, state, stage }: Act, { operation }: Trial): string[] {
  const { stderr, stdout, code, signal } = result
  const problems = leaksOf(result, stage)
  if (state.docker.includes('not work') && operation.title.includes('rotate'))
    problems.push(`docker's login: ${state.docker}`)
  for (const [index, id] of state.created.entries()) {
    const name = index === state.created.length - 1 ? 'new' : 'another'
    const isKept = state.kept.includes(name) || stdout.includes(deriveSecret(id))
    if (!isKept && !isLeft(state) && !stderr.includes(id)) problems.push(`nobody tells of the orphan ${name}`)
  }
  if (code !== 0 && signal === null && isLeft(state) && !stderr.includes('--resume'))
    problems.push('it does not say how to go on')
  return problems
}

async function goOn(
  which: 'resume' | 'abort',
  act: Act,
  { operation, ends }: Trial,
  problems: string[],
): Promise<string> {
  const { stage, seeds } = act
  const before = act.state
  const result = await stage.run(operation[which], { env: { DGSH_DEBUG: '1' } })
  problems.push(...leaksOf(result, stage))
  const state = await lookAt(stage, seeds)
  const end = endOf(state, ends)
  const extra = result.stderr.includes('its secret is lost') ? '; the orphan is deleted' : ''
  const complain = (what: string) =>
    problems.push(`--${which}: ${what}\n${shown(result)}\n${compare(state, ends)}`)
  if (result.code !== 0) {
    const isRefusal = which === 'abort' && /is deleted: .*--resume/s.test(result.stderr)
    if (!isRefusal || !isSame(before, state)) complain(`exit ${result.code}`)
    return isRefusal ? 'refused: the old one is deleted' : `exit ${result.code}`
  }
  if (end === undefined) complain('neither done nor undone')
  if (which === 'abort' && end !== 'undone') complain('not undone')
  if (which === 'resume' && end !== 'done' && operation.aim === 'done') complain('not done')
  problems.push(...leftoversIn(state))
  return `${end ?? 'neither'}${extra}`
}

/** Nothing is left to go on with: then it is done, or nothing happened, or what happened was told. */
function nothingLeft({ state, result }: Act, { ends }: Trial, problems: string[]): string {
  problems.push(...leftoversIn(state))
  const end = endOf(state, ends)
  if (end !== undefined) return end
  if (result.code === 0) problems.push(`exit 0, but not done\n${compare(state, ends)}`)
  return isSame({ ...state, docker: '', hook: '' }, { ...ends.done, docker: '', hook: '' })
    ? 'kept, not logged in'
    : (problems.push(`neither done nor undone\n${shown(result)}\n${compare(state, ends)}`), 'neither')
}

function endOf(state: State, { done, undone }: Ends): 'done' | 'undone' | undefined {
  if (isSame(state, done)) return 'done'
  return isSame({ ...state, hook: '', history: [] }, { ...undone, hook: '', history: [] })
    ? 'undone'
    : undefined
}

function isSame(one: State, other: State): boolean {
  return JSON.stringify(comparable(one)) === JSON.stringify(comparable(other))
}

/** Orphans that came and went are no difference. */
function comparable({ living, kept, docker, hook, history }: State) {
  return { living, kept, docker, hook, history: history.filter((line) => / (old|new)$/.test(line)) }
}

function leftoversIn({ files }: State): string[] {
  const known = ['history.jsonl', 'journal', 'store.json']
  return files
    .filter((name) => !known.includes(name))
    .map((name) => `left behind: ${name.replace(/[\d-]{5,}|[0-9a-f-]{36}/g, '…')}`)
}

function leaksOf({ stdout, stderr }: StageResult, { sandbox }: Stage): string[] {
  const created = [1, 2, 3].map((nth) => deriveSecret(deriveUuid(`credential ${nth}`)))
  const values = [sandbox.apiKey, sandbox.secret, ...created]
  return values.some((value) => holds(stdout + stderr, value)) ? ['a secret was shown'] : []
}

function shown({ code, stderr }: StageResult): string {
  return `exit ${code}: ${stderr
    .split('\n')
    .filter((line) => !line.startsWith('debug:'))
    .join('\n')}`
}

function compare(state: State, { done, undone }: Ends): string {
  return [
    ['is', state],
    ['done', done],
    ['undone', undone],
  ]
    .map(([name, one]) => `${name}: ${JSON.stringify(comparable(one as State))}`)
    .join('\n')
}
