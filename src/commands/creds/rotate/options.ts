/** The options of `dgsh creds rotate`. */
export interface RotateOptions {
  credential: string | undefined
  /** Milliseconds. */
  olderThan: number | undefined
  /** The commands of `--exec`, as argv. */
  hooks: readonly (readonly string[])[]
  /** True for `--without-exec`: an abort does not run the commands again. */
  withoutHooks: boolean
  /** True when the old one is left for `--finish`. */
  keepOld: boolean
  /** Milliseconds; how long it is left at least. */
  grace: number | undefined
  /** Seconds that the registry may take to accept the new one. */
  wait: number
  dryRun: boolean
  unfinished: 'resume' | 'abort' | 'finish' | undefined
  yes: boolean
}
