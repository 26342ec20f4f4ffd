import type { Fix } from '../app/fix.ts'

/** How a check ended. */
export type Status = 'pass' | 'warn' | 'fail'

/** What a check found, in the form in which it is reported. */
export interface Finding {
  /** What was looked at; scripts rely on it: add, never rename. */
  name: string
  status: Status
  /** What it means: a sentence without a full stop. It may quote a server or a program. */
  message: string
  /** One command or one short instruction that fixes it; null where there is nothing to fix. */
  fix: Fix | null
}

/** A finding as it is printed: its fix has the options that it needs. */
export interface PrintedFinding extends Omit<Finding, 'fix'> {
  fix: string | null
}

/** How long a store may take: more than that is a store that waits for somebody. */
export const STORE_SECONDS = 3

/** How long a program may take that only reports about itself. */
export const PROGRAM_SECONDS = 3

/** The headings under which findings are shown, in their order. */
export const GROUPS = ['Deepgram', 'This machine', 'Network', 'Cluster'] as const

/** Something that is looked at. */
export interface Check {
  /** The name of the finding when the check itself fails. */
  name: string
  group: (typeof GROUPS)[number]
  /** Seconds after which it is given up. */
  seconds: number
  /** Gives no finding where there is nothing to say. */
  run: () => Promise<Finding[]>
}

/** Makes a finding: all is well. */
export function pass(name: string, message: string): Finding {
  return { name, status: 'pass', message, fix: null }
}

/** Makes a finding: it works, but not well, or not for long. */
export function warn(name: string, message: string, fix: Fix): Finding {
  return { name, status: 'warn', message, fix }
}

/** Makes a finding: it does not work. */
export function fail(name: string, message: string, fix: Fix): Finding {
  return { name, status: 'fail', message, fix }
}
