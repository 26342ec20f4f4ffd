import { type Command, Option } from 'commander'
import { SORT_KEYS, type SortKey } from '../../credentials/filter.ts'
import { parseDuration } from '../../duration.ts'
import { usageError } from '../../errors.ts'
import {
  CREDENTIAL,
  CREDENTIALS,
  collect,
  declareNoun,
  declareVerb,
  type Perform,
} from '../declaration/declare.ts'
import { declareLogin } from '../login/index.ts'
import { declareAudit } from './audit/index.ts'
import { declareCreate } from './create/index.ts'
import { declareRotate } from './rotate/index.ts'

/** `dgsh creds`. */
export function declareCreds(parent: Command, perform: Perform): void {
  const creds = declareNoun(parent, 'creds', {
    summary: 'List, create, rotate, audit and delete credentials',
    description: 'List, create, rotate, audit and delete the distribution credentials of a project.',
    examples: [['dgsh creds list', 'Show the credentials of the project']],
  }).alias('credentials')
  declareList(creds, perform)
  declareVerb(creds, 'show', {
    summary: 'Show everything about one credential',
    examples: [['dgsh creds show 1b4e28ba', 'Show a credential; the start of its id is enough']],
  })
    .argument('[credential]', CREDENTIAL)
    .action((credential?: string) =>
      perform(async (context) => (await import('./show.ts')).run({ credential }, context)),
    )
  declareCreate(creds, perform)
  declareVerb(creds, 'delete', {
    summary: 'Delete credentials',
    description:
      'Show what will be deleted and where this machine uses it, ask, and delete it. With --yes, a credential that is or may be in use here is deleted only with --force. A deleted credential stops working everywhere, at once.',
    examples: [
      ['dgsh creds delete 1b4e28ba', 'Delete a credential; dgsh asks first'],
      ['dgsh creds delete 1b4e28ba 8f2a11c0 --yes', 'In scripts: delete only what this machine does not use'],
      ['dgsh creds delete 1b4e28ba --yes --force', 'Delete it even if it is in use'],
    ],
  })
    .argument('[credential...]', CREDENTIALS)
    .option('-y, --yes', 'Delete without asking')
    .option('--force', 'With --yes: also delete what is in use')
    .action((credentials: string[], { yes = false, force = false }: { yes?: boolean; force?: boolean }) =>
      perform(async (context) => (await import('./delete.ts')).run({ credentials, yes, force }, context)),
    )
  declareRotate(creds, perform)
  declareAudit(creds, perform)
  declareHistory(creds, perform)
  declareLogin(creds, perform)
  declareSecret(creds, perform)
  declareForget(creds, perform)
}

/** The options of `creds list` as commander gives them. */
interface ListFlags {
  scope?: string[]
  owner?: string
  provider?: string
  olderThan?: number
  newerThan?: number
  sort: SortKey
  reverse?: boolean
  limit?: number
}

function declareList(creds: Command, perform: Perform): void {
  const duration = (option: string) => (text: string) => parseDuration(text, option)
  declareVerb(creds, 'list', {
    summary: 'List the credentials of a project',
    examples: [
      ['dgsh creds list', 'List the credentials of the project in use'],
      ['dgsh creds list frankfurt', 'Search comments, tags, owners, scopes and ids'],
      ['dgsh creds list -o wide --sort owner', 'Show tags, owners and ages, too'],
      ['dgsh creds list --older-than 90d -o id', 'In scripts: print the ids of old credentials'],
    ],
  })
    .argument('[text...]', 'Words to search for; all of them must match')
    .option(
      '--scope <scope>',
      'Only credentials with this scope, such as api; repeat it to require several',
      collect,
    )
    .option('--owner <text>', 'Only those of this owner: part of an email address, or a member id')
    .option('--provider <name>', 'Only those of this provider')
    .option(
      '--older-than <age>',
      'Only those older than this: 30m, 12h, 90d, 6w, 1y',
      duration('--older-than'),
    )
    .option('--newer-than <age>', 'Only those newer than this', duration('--newer-than'))
    .addOption(
      new Option('--sort <key>', 'Sort by').choices(SORT_KEYS).default('created', 'created, newest first'),
    )
    .option('--reverse', 'Reverse the order')
    .option('--limit <number>', 'Show at most this many', parseLimit)
    .action((words: string[], { scope: scopes, reverse = false, ...flags }: ListFlags) => {
      const filter = { ...flags, search: words.join(' '), scopes, reverse }
      return perform(async (context) => (await import('./list.ts')).run(filter, context))
    })
}

function declareHistory(creds: Command, perform: Perform): void {
  declareVerb(creds, 'history', {
    summary: 'Show what dgsh did with credentials on this machine',
    description:
      'Show what dgsh created, deleted, rotated, stored and logged in on this machine, in all profiles, newest first. This takes no API key, and does not show what others did.',
    examples: [
      ['dgsh creds history', 'Show the newest 50 entries'],
      ['dgsh creds history 1b4e28ba -o json', 'In scripts: everything about one credential'],
    ],
  })
    .argument('[credential]', CREDENTIAL)
    .option('--limit <number>', 'Show at most this many', parseLimit, 50)
    .action((credential: string | undefined, { limit }: { limit: number }) =>
      perform(async (context) => (await import('./history.ts')).run({ credential, limit }, context)),
    )
}

function declareSecret(creds: Command, perform: Perform): void {
  declareVerb(creds, 'secret', {
    summary: 'Print the stored secret of a credential',
    description:
      "Print the stored secret of a credential, or write it to a file. If the store does not have it, an engine's login may. With a whole id or username this takes no API key and no network.",
    examples: [
      ['dgsh creds secret 1b4e28ba --file ./secret', 'Write it to a new file that only you can read'],
      ['dgsh creds secret 1b4e28ba | podman secret create deepgram -', 'Pipe it to a program'],
      ['dgsh creds secret 1b4e28ba --reveal', 'Show it on this terminal'],
    ],
  })
    .argument('[credential]', CREDENTIAL)
    .addOption(
      new Option('--file <path>', 'Write it to a new file, readable only by you').conflicts('reveal'),
    )
    .option('--reveal', 'Show it on a terminal')
    .action((credential: string | undefined, { file, reveal = false }: { file?: string; reveal?: boolean }) =>
      perform(async (context) => (await import('./secret.ts')).run({ credential, file, reveal }, context)),
    )
}

function declareForget(creds: Command, perform: Perform): void {
  declareVerb(creds, 'forget', {
    summary: 'Remove the secret of a credential from the store',
    description:
      'Remove the secret of a credential from the store. The credential itself stays as it is at Deepgram. dgsh asks first if no other store and no engine on this machine has the same secret.',
    examples: [
      ['dgsh creds forget 1b4e28ba', 'Remove it; dgsh asks if it is the only copy'],
      ['dgsh creds forget 1b4e28ba --yes', 'In scripts: remove it even if it is the only copy'],
    ],
  })
    .argument('[credential]', CREDENTIAL)
    .option('-y, --yes', 'Remove the only copy without asking')
    .action((credential: string | undefined, { yes = false }: { yes?: boolean }) =>
      perform(async (context) => (await import('./forget.ts')).run({ credential, yes }, context)),
    )
}

function parseLimit(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw usageError(`--limit cannot be "${text}"`, 'give a whole number from 1')
}
