/** The words of `dgsh exec`, on both sides of the `--`. */
export interface ExecWords {
  /** What stands before it, without the options that are dgsh's. */
  own: readonly string[]
  /** What stands behind it; undefined when it is missing. */
  command: readonly string[] | undefined
  /** All words behind `exec`, as they were typed. */
  typed: readonly string[]
}

/** Splits the words of a call at the first `--`, which commander leaves out of the arguments: `raw` are all words of the call. */
export function splitAtDashes(raw: readonly string[], args: readonly string[]): ExecWords {
  const typed = raw.slice(raw.indexOf('exec') + 1)
  const at = raw.indexOf('--')
  const command = raw.slice(at + 1)
  const own = args.slice(0, Math.max(0, args.length - command.length))
  const tail = args.slice(own.length)
  // The value of an option may look like it.
  if (at === -1 || tail.length !== command.length || tail.some((word, index) => word !== command[index]))
    return { own: args, command: undefined, typed }
  // Behind an option that is not known, commander leaves it in.
  return { own: own.at(-1) === '--' ? own.slice(0, -1) : own, command, typed }
}
