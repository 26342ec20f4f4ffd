import type { Fate, InterceptedRequest } from '../../../src/sandbox/intercept.ts'
import type { RunningProgram } from '../run-program.ts'
import type { Disk } from './disk.ts'

/** What may go wrong at a point. From a step of the journal on there is only `killed`. */
export const FAULTS = ['killed', 'connection lost', '500', 'outage', 'full disk', 'read-only'] as const

/** A kind of fault. `outage`: the server answers nothing more until the command has ended. */
export type FaultKind = (typeof FAULTS)[number]

/** Where in a command something goes wrong. */
export type Point =
  | { kind: 'journal'; name: string; at: string }
  | {
      kind: 'request'
      name: string
      /** Which request of the command, from 0 on. */
      index: number
      phase: InterceptedRequest['phase']
      /** False when it is the engine's: that goes on when dgsh is killed. */
      own: boolean
      /** False for one that only asks. */
      effect: boolean
    }

/** A fault at a point. */
export interface Fault {
  point: Point
  kind: FaultKind
}

/** A command that runs, with the fault that it is to meet. */
export interface Exposed {
  /** Undefined before it has started. */
  running: RunningProgram | undefined
  fault: Fault | undefined
  disk: Disk
  /** The requests so far, of the engine too. */
  requests: InterceptedRequest[]
  /** The server that has gone away. */
  gone: InterceptedRequest['server'] | undefined
}

/** What becomes of a request of a command. dgsh and its engine send one after the other. */
export async function decide(request: InterceptedRequest, exposed: Exposed): Promise<Fate> {
  const { requests, fault } = exposed
  if (request.phase === 'received') requests.push(request)
  if (exposed.gone === request.server) return 'drop'
  if (fault === undefined || fault.point.kind === 'journal') return 'pass'
  const { index, phase, own } = fault.point
  if (requests.length - 1 !== index || request.phase !== phase) return 'pass'
  return strike(request, own, fault.kind, exposed)
}

async function strike(
  { server }: InterceptedRequest,
  own: boolean,
  kind: FaultKind,
  exposed: Exposed,
): Promise<Fate> {
  const { running, disk } = exposed
  switch (kind) {
    case 'killed': {
      running?.kill('SIGKILL')
      await running?.ended
      // What dgsh had not sent yet does not arrive; its engine knows nothing of its end.
      return own ? 'drop' : 'pass'
    }
    case 'connection lost':
      return 'drop'
    case '500':
      return 'fail'
    case 'outage':
      exposed.gone = server
      return 'drop'
    case 'full disk':
      disk.fill()
      return 'pass'
    case 'read-only':
      disk.protect()
      return 'pass'
  }
}
