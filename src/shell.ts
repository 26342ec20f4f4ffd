/** A word of a command line to paste: in quotes where a shell would read anything into it. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}

/** A path as a word of a command line to paste; a shell opens `~` only where it is not in quotes. */
export function shellPath(path: string): string {
  return path.startsWith('~/') ? `~/${shellWord(path.slice(2))}` : shellWord(path)
}

/** Options of a command line to paste, each with a space before it; those without a value are left out. */
export function shellOptions(options: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(options)
    .map(([name, value]) => (value === undefined ? '' : ` ${name} ${shellWord(value)}`))
    .join('')
}

/** A command as a line for a shell. */
export function shellLine(command: readonly string[]): string {
  return command.map(shellWord).join(' ')
}
