import { type Command, Option } from 'commander'
import { parseDuration } from '../../../duration.ts'
import { usageError } from '../../../errors.ts'
import { splitWords } from '../../../store-choice.ts'
import { CREDENTIAL, type Description, declareVerb, type Perform } from '../../declaration/declare.ts'

/** The options of `creds rotate` as commander gives them. */
interface RotateFlags {
  olderThan?: number
  keepOld?: boolean
  grace?: number
  exec?: string[][]
  withoutExec?: boolean
  wait: number
  dryRun?: boolean
  resume?: boolean
  abort?: boolean
  finish?: boolean
  yes?: boolean
}

const EXAMPLES: Description['examples'] = [
  ['dgsh creds rotate 1b4e28ba --dry-run', 'Show what would be done'],
  ['dgsh creds rotate 1b4e28ba --grace 24h', 'Keep the old credential for a day'],
  ['dgsh creds rotate --finish', 'Delete old credentials whose time is over'],
  [
    "dgsh creds rotate 1b4e28ba --exec 'ssh edge7 login-quay'",
    'Log another machine in; it reads the secret from standard input',
  ],
  ['dgsh creds rotate --older-than 90d --yes', 'In cron: rotate what is older than 90 days'],
]

/** `dgsh creds rotate`. */
export function declareRotate(creds: Command, perform: Perform): void {
  const command = declareVerb(creds, 'rotate', {
    summary: 'Replace a credential with a new one wherever this machine uses it',
    description:
      'Create a credential with the same scopes, log in every engine on this machine that uses the old credential, run the commands of --exec, and delete the old credential last. An interrupted rotation can be resumed or undone.',
    examples: EXAMPLES,
  })
  command
    .argument('[credential]', CREDENTIAL)
    .option(
      '--older-than <age>',
      'Rotate all that are older and used on this machine: 12h, 90d, 6w, 1y',
      ageOf('--older-than'),
    )
    .option('--keep-old', 'Keep the old credential until --finish')
    .addOption(
      new Option('--grace <time>', 'Keep it until --finish, and at least this long: 12h, 7d')
        .argParser(ageOf('--grace'))
        .conflicts('keepOld'),
    )
    .option(
      '--exec <command>',
      'Run a command with the new secret on standard input and the id in DGSH_CREDENTIAL_ID; can be repeated',
      collectCommand,
    )
    .option('--wait <seconds>', 'Seconds to wait until the registry accepts the new one', parseWait, 120)
    .option('--dry-run', 'Show what would be done, and do nothing')
  addUnfinishedOptions(command)
  command.action((credential: string | undefined, flags: RotateFlags) =>
    perform(async (context) => {
      const { olderThan, grace, wait, exec: hooks = [], dryRun = false, yes = false } = flags
      const withoutHooks = flags.withoutExec === true
      if (withoutHooks && flags.abort !== true)
        throw usageError('--without-exec goes with --abort', 'leave it out')
      const options = { credential, olderThan, hooks, withoutHooks, wait, dryRun, yes }
      const keep = { keepOld: flags.keepOld === true || grace !== undefined, grace }
      if (credential !== undefined && olderThan !== undefined)
        throw usageError('--older-than chooses by itself', 'leave the credential out')
      return (await import('./rotate.ts')).run({ ...options, ...keep, unfinished: modeOf(flags) }, context)
    }),
  )
}

function addUnfinishedOptions(command: Command): void {
  const others = ['olderThan', 'keepOld', 'grace', 'exec', 'dryRun']
  command
    .addOption(
      new Option('--resume', 'Resume interrupted rotations').conflicts([...others, 'abort', 'finish']),
    )
    .addOption(new Option('--abort', 'Undo interrupted rotations').conflicts([...others, 'finish']))
    .addOption(new Option('--finish', 'Delete old credentials that were kept').conflicts(others))
    .option('--without-exec', 'With --abort: do not run the --exec commands again')
    .option('-y, --yes', 'Delete without asking')
}

function modeOf({ resume, abort, finish }: RotateFlags): 'resume' | 'abort' | 'finish' | undefined {
  if (resume === true) return 'resume'
  if (abort === true) return 'abort'
  return finish === true ? 'finish' : undefined
}

function ageOf(option: string): (text: string) => number {
  return (text) => parseDuration(text, option)
}

function collectCommand(text: string, others: string[][] = []): string[][] {
  const words = splitWords(text)
  if (words !== undefined && words.length > 0) return [...others, words]
  throw usageError(`--exec cannot be "${text}"`, 'name a program and its arguments; quotes must be closed')
}

function parseWait(text: string): number {
  const seconds = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : -1
  if (seconds >= 0 && seconds <= 86_400) return seconds
  throw usageError(`--wait cannot be "${text}"`, 'give seconds, at most 86400')
}
