import type { TemporaryHome } from '../temporary.ts'
import type { FixWorld } from './world.ts'

/** A world with a problem, and how a person carries out the fix that is printed for it. */
export interface FixRow {
  /** Whose finding it is; left out, doctor's. */
  by?: 'doctor' | 'audit'
  /** The name of the check, or of the rule. */
  finding: string
  /** What is printed. */
  fix: RegExp
  /** Programs of this machine beside a shell's; left out, docker. */
  programs?: readonly string[]
  /** True where only root can make such a world. */
  needsRoot?: boolean
  home?: () => Promise<TemporaryHome>
  arrange(world: FixWorld): Promise<unknown> | unknown
  /** Global options of the call that finds the problem, and not of the one after it. */
  options?(world: FixWorld): readonly string[]
  /** The lines that a person runs; left out, the fix as it is. */
  carryOut?(fix: string, world: FixWorld): string
  /** The fix that the same finding has afterwards, where one step is not all. */
  leaves?: RegExp
}

/** Why a fix is not carried out by the test of all. */
export type NotCarriedOut = `elsewhere: ${string}` | `never: ${string}`
