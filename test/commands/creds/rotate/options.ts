import type { RotateOptions } from '../../../../src/commands/creds/rotate/rotate.ts'

/** The options of a rotation of which nothing is said but that it may delete, at a registry that is asked once. */
export const OPTIONS: RotateOptions = {
  credential: undefined,
  olderThan: undefined,
  hooks: [],
  withoutHooks: false,
  keepOld: false,
  grace: undefined,
  wait: 0,
  dryRun: false,
  unfinished: undefined,
  yes: true,
}
