import { version } from '../package.json'
import { contextsOf } from './app/open-context.ts'
import { DgshError } from './errors.ts'
import { writeOutput } from './files/standard-streams.ts'
import type { OutputStream } from './ports.ts'
import { serve } from './serving/serve.ts'
import { worldOf } from './world.ts'

/** The exit codes of a shell for what a signal ended. */
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const

/** Answers what src/helper-get.ts does not, and ends the process: whatever still runs then has taken too long. */
export async function main(input: Buffer | undefined): Promise<never> {
  // A signal ends what was started, too.
  for (const [name, code] of Object.entries(SIGNALS)) process.on(name, () => process.exit(code))
  const { world } = worldOf(process, {
    stdin: { isTTY: false, readAll: async () => '' },
    // Whatever is said here goes to the engine as an answer.
    stdout: streamTo(() => {}),
    stderr: streamTo((text) => writeOutput(2, text)),
    signal: new AbortController().signal,
    openPrompt: async () => {
      throw new DgshError('input_required', 'docker-credential-dgsh asks nothing')
    },
    loadAhead: () => {},
  })
  const call = { args: process.argv.slice(2), input: input?.toString() ?? '', version }
  // What a store has started is killed at the end, whatever it heeds.
  const open = contextsOf({ ...world, exec: (request) => world.exec({ ownGroup: true, ...request }) })
  const { stdout, stderr, exitCode } = await serve(call, open)
  writeOutput(2, stderr)
  writeOutput(1, stdout)
  process.exit(exitCode)
}

function streamTo(write: (text: string) => void): OutputStream {
  return { isTTY: false, columns: 80, write, isTaken: async () => true }
}
