import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'

/**
 * Watches the command lines of this process's descendants, as `ps` shows them, for as long as the action takes. Each
 * is its argv joined by spaces.
 */
export async function watchProcesses<Value>(
  action: () => Promise<Value>,
): Promise<{ value: Value; commandLines: string[] }> {
  const seen = new Set<string>()
  let done = false
  const watching = (async () => {
    while (!done) {
      for (const line of listDescendants()) seen.add(line)
      await setImmediate()
    }
  })()
  try {
    return { value: await action(), commandLines: [...seen] }
  } finally {
    done = true
    await watching
  }
}

function listDescendants(): string[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  const parents = new Map(pids.map((pid) => [pid, parentOf(pid)]))
  const isOurs = (pid: string): boolean => {
    const parent = parents.get(pid)
    return parent !== undefined && (parent === String(process.pid) || isOurs(parent))
  }
  return pids
    .filter(isOurs)
    .map((pid) => read(pid, 'cmdline').replaceAll('\0', ' ').trimEnd())
    .filter((line) => line !== '')
}

/** `12 (name) S 7 …`: the parent is the second word after the name. */
function parentOf(pid: string): string | undefined {
  return /\) \S (\d+)/.exec(read(pid, 'stat'))?.[1]
}

/** Empty for a process that has ended meanwhile. */
function read(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}

/** Returns the command lines of the processes that have a directory for their working directory. */
export function processesIn(directory: string): string[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return pids
    .filter((pid) => workingDirectory(pid) === directory)
    .map((pid) => read(pid, 'cmdline').replaceAll('\0', ' ').trimEnd())
}

function workingDirectory(pid: string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return undefined
  }
}
