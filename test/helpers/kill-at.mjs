// Loaded into dgsh by NODE_OPTIONS: a process that is killed cannot clean up, and the tests end dgsh so at each point of a journal.
import { subscribe } from 'node:diagnostics_channel'

subscribe('dgsh:journal', (point) => {
  if (point === process.env.DGSH_TEST_KILL_AT) process.kill(process.pid, 'SIGKILL')
})
