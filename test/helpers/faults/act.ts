import type { TokenSigner } from '../../../src/sandbox/token.ts'
import type { Fault } from './fault.ts'
import type { Operation } from './operations.ts'
import { type Stage, type StageResult, setStage } from './stage.ts'
import { listIds, lookAt, type State } from './state.ts'

/** A command that has run on its stage, and the state right after it. */
export interface Act {
  operation: Operation
  stage: Stage
  /** The ids of the credentials that were there before. */
  seeds: string[]
  result: StageResult
  state: State
}

/** Which command, and what all of them share. */
export interface Acting {
  operation: Operation
  signer: TokenSigner
}

/** Sets a stage, has the command of an operation meet a fault there, and does something with what came of it. */
export async function withAct<Value>(
  fault: Fault | undefined,
  { operation, signer }: Acting,
  then: (act: Act) => Promise<Value>,
): Promise<Value> {
  const stage = await setStage({ signer, small: fault?.kind === 'full disk' })
  try {
    const seeds = await listIds(stage)
    await operation.prepare(stage)
    return await then(await perform(operation.command(stage), { operation, stage, seeds }, fault))
  } finally {
    await stage.close()
  }
}

/** Runs one command, with all that `--debug` tells. */
export async function perform(
  args: readonly string[],
  { operation, stage, seeds }: Pick<Act, 'operation' | 'stage' | 'seeds'>,
  fault?: Fault,
): Promise<Act> {
  const result = await stage.run(args, { fault, env: { DGSH_DEBUG: '1' } })
  return { operation, stage, seeds, result, state: await lookAt(stage, seeds) }
}
