import { FAULTS, type FaultKind, type Point } from './fault.ts'
import { holdFirst, type Stage } from './stage.ts'

/** A command that is to meet faults. */
export interface Operation {
  title: string
  /** True when docker has a login before it, and is to have one that works ever after. */
  rotates: boolean
  /** What there is before it. */
  prepare(stage: Stage): Promise<void>
  /** Its argv. */
  command(stage: Stage): string[]
  /** What goes on after an interruption, and what undoes. */
  resume: readonly string[]
  abort: readonly string[]
  /** Whether its undisturbed end is that all is done, or that all is undone. */
  aim: 'done' | 'undone'
  /** What it is to meet. */
  faults: readonly FaultKind[]
  /** False to leave out the requests that only ask: what is there before one is there after it. */
  asks: boolean
}

const CREATE = {
  rotates: false,
  resume: ['creds', 'create', '--resume', '--yes'],
  abort: ['creds', 'create', '--abort', '--yes'],
}

const ROTATE = {
  rotates: true,
  resume: ['creds', 'rotate', '--resume', '--yes', '--wait', '1'],
  abort: ['creds', 'rotate', '--abort', '--yes'],
}

const create = () => ['creds', 'create', '--comment', 'For a test', '--scope', 'api', '--login']

const rotate = ({ sandbox, hook }: Stage) => [
  ...['creds', 'rotate', sandbox.credentialId, '--yes', '--wait', '1', '--exec', hook],
]

/** Has a command be killed, so that there is something to go on with. */
async function killAt(point: Point, args: readonly string[], stage: Stage): Promise<void> {
  const { signal, stderr } = await stage.run(args, { fault: { point, kind: 'killed' } })
  if (signal !== 'SIGKILL') throw new Error(`not killed: ${stderr}`)
}

const afterStep = (step: string): Point => ({ kind: 'journal', name: '', at: `after ${step}` })

/** The creation is known to Deepgram, and its answer never came. The request is the nth of the command. */
const afterCreation = (index: number): Point => ({
  ...{ kind: 'request', name: '', phase: 'acted', own: true, effect: true },
  index,
})

/** Going on and undoing do no more than they would without the fault: it is enough to kill them. */
const KILLED: Pick<Operation, 'faults' | 'asks'> = { faults: ['killed'], asks: false }

/** Creation and rotation, and going on with them and undoing them, each from where most is to be done. */
export const OPERATIONS: readonly Operation[] = [
  {
    ...CREATE,
    ...{ title: 'creds create --login', aim: 'done', faults: FAULTS, asks: true },
    prepare: async () => {},
    command: create,
  },
  {
    ...{ ...CREATE, ...KILLED },
    ...{ title: 'creds create --resume, of one that was killed before it asked', aim: 'done' },
    prepare: (stage) => killAt(afterStep('requested'), create(), stage),
    command: () => [...CREATE.resume],
  },
  {
    ...{ ...CREATE, ...KILLED },
    ...{ title: 'creds create --abort, of one that was killed while it logged in', aim: 'undone' },
    prepare: (stage) => killAt(afterStep('delivering 1'), create(), stage),
    command: () => [...CREATE.abort],
  },
  {
    ...ROTATE,
    ...{ title: 'creds rotate, to docker and a hook', aim: 'done', faults: FAULTS, asks: true },
    prepare: async (stage) => holdFirst(stage, { kept: true }),
    command: rotate,
  },
  {
    ...{ ...ROTATE, ...KILLED },
    ...{ title: 'creds rotate --resume, of one whose answer was lost', aim: 'done' },
    async prepare(stage) {
      holdFirst(stage, { kept: false })
      await killAt(afterCreation(2), rotate(stage), stage)
    },
    command: () => [...ROTATE.resume],
  },
  {
    ...{ ...ROTATE, ...KILLED, asks: true },
    ...{ title: 'creds rotate --abort, of one that was killed when all had the new one', aim: 'undone' },
    async prepare(stage) {
      holdFirst(stage, { kept: false })
      await killAt(afterStep('delivered'), rotate(stage), stage)
    },
    command: () => [...ROTATE.abort],
  },
]
