import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { isDeepStrictEqual } from 'node:util'
import { DgshError } from '../errors.ts'
import type { Operation, Runner } from './operation.ts'

/** The processes of this machine, as far as the journal asks. */
export interface Processes {
  /** The id of this one. */
  readonly own: number
  /** True when a process of that id is there, whoever it is. */
  exists(pid: number): boolean
}

/** This process. */
export function describeRunner({ own }: Processes): Runner {
  const namespace = ownNamespace()
  return {
    ...{ pid: own, host: hostname(), since: startOf(own) ?? '' },
    ...(namespace === undefined ? {} : { namespace }),
  }
}

/** True for a process of this machine and this container: of others nothing can be known, whatever their host is called. */
export function isOfThisHost({ host, namespace }: Runner): boolean {
  const own = ownNamespace()
  return host === hostname() && (namespace === undefined || own === undefined || namespace === own)
}

/** The namespace of process ids (pid_namespaces(7)); undefined off Linux. */
function ownNamespace(): string | undefined {
  try {
    return readlinkSync('/proc/self/ns/pid')
  } catch {
    return undefined
  }
}

/**
 * True unless the process, one of this machine, is known to be gone. That its id belongs to another process by now is noticed
 * on Linux only.
 */
export function isRunning({ pid, since }: Runner, processes: Processes): boolean {
  if (!processes.exists(pid)) return false
  return since === '' || startOf(pid) === since
}

/** The boot and the tick at which a process began (proc(5)); undefined off Linux, and for one that has ended. */
function startOf(pid: number): string | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name before the last parenthesis may hold anything.
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return state === 'Z' ? undefined : `${boot} ${fields[18]}`
  } catch {
    return undefined
  }
}

/**
 * Throws `failed` unless the file still has the runner that this process wrote into it: a process that went on with the operation
 * meanwhile must not be disturbed.
 */
export function requireOwn(found: Operation | undefined, own: Operation): asserts found is Operation {
  const name = own.kind === 'create' ? 'creation' : 'rotation'
  if (found === undefined) {
    throw new DgshError(
      'failed',
      `this ${name} is not in the journal any more: another dgsh ended it, or its file was removed`,
      { hint: 'to see what there is now: dgsh creds list' },
    )
  }
  if (isDeepStrictEqual(found.runner, own.runner)) return
  throw new DgshError('failed', `another dgsh went on with this ${name} meanwhile`, {
    hint: `wait for it to end; if it was interrupted: dgsh creds ${own.kind} --resume`,
  })
}
