/** What gives a signal to the command of the user's that has the terminal: it decides what comes of it, not dgsh. */
const receivers = new Set<(name: NodeJS.Signals) => void>()

/** Those that dgsh itself does not listen to. */
const PASSED_ONLY: readonly NodeJS.Signals[] = ['SIGQUIT', 'SIGUSR1', 'SIGUSR2']

/** Those that a terminal sends to all of the foreground by itself. */
const BY_TERMINAL: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT']

/** Passes a signal that a process got to the command that has the terminal; false without one. */
export function passSignal(name: NodeJS.Signals, { stdin, stdout, stderr }: NodeJS.Process): boolean {
  const isSent = BY_TERMINAL.includes(name) && [stdin, stdout, stderr].some(({ isTTY }) => isTTY)
  if (!isSent) for (const receive of receivers) receive(name)
  return receivers.size > 0
}

/** Has each signal that the process gets passed on; gives what ends that. */
export function passSignals(receive: (name: NodeJS.Signals) => void, self: NodeJS.Process): () => void {
  const pass = (name: NodeJS.Signals) => void passSignal(name, self)
  receivers.add(receive)
  for (const name of PASSED_ONLY) self.on(name, pass)
  return () => {
    receivers.delete(receive)
    for (const name of PASSED_ONLY) self.off(name, pass)
  }
}
