import { type Command, Option } from 'commander'
import { parseDuration } from '../../../duration.ts'
import { usageError } from '../../../errors.ts'
import { splitWords } from '../../../store-choice.ts'
import { declareVerb, type Perform } from '../../declare.ts'

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

/** `dgsh creds rotate`. */
export function declareRotate(creds: Command, perform: Perform): void {
  const command = declareVerb(creds, 'rotate', {
    summary: 'Replace a credential by a new one wherever it is in use, and delete it',
    description:
      'Creates a credential with the same scopes, keeps its secret, waits until the registry accepts it, gives it to the engines of this machine that hold the old one and to the commands of --exec, and only then deletes the old one. Each step is written down before it is taken: after an interruption --resume goes on, or --abort undoes.',
    examples: [
      ['dgsh creds rotate 1b4e28ba --dry-run', 'show what would be done'],
      [
        'dgsh creds rotate 1b4e28ba --grace 24h',
        'keep the old one for a day; then dgsh creds rotate --finish',
      ],
      ["dgsh creds rotate 1b4e28ba --exec 'ssh edge7 login-quay'", 'the secret is on the standard input'],
      ['dgsh creds rotate --older-than 90d --yes', 'for cron'],
    ],
  })
  command
    .argument('[credential]', 'an id, its first characters, or a username')
    .option(
      '--older-than <age>',
      'all that are older and in use here: 12h, 90d, 6w, 1y',
      ageOf('--older-than'),
    )
    .option('--keep-old', 'leave the old one until --finish')
    .addOption(
      new Option('--grace <time>', 'leave the old one until --finish, and at least this long: 24h')
        .argParser(ageOf('--grace'))
        .conflicts('keepOld'),
    )
    .option(
      '--exec <command>',
      'run this with the new secret on its standard input, and DGSH_CREDENTIAL_ID, DGSH_USERNAME and DGSH_REGISTRY; without a shell; may be repeated',
      collectCommand,
    )
    .option('--wait <seconds>', 'how long the registry may take to accept the new one', parseWait, 120)
    .option('--dry-run', 'show what would be done, and do nothing')
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
      new Option('--resume', 'go on with what was interrupted').conflicts([...others, 'abort', 'finish']),
    )
    .addOption(new Option('--abort', 'undo what was interrupted').conflicts([...others, 'finish']))
    .addOption(new Option('--finish', 'delete the old ones that were left').conflicts(others))
    .option('--without-exec', 'with --abort: do not run the commands again that have the new one')
    .option('-y, --yes', 'delete without asking')
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
