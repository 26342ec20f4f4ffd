import { type Command, Option } from 'commander'
import { SORT_KEYS, type SortKey } from '../../credentials/filter.ts'
import { parseDuration } from '../../duration.ts'
import { usageError } from '../../errors.ts'
import { collect, declareNoun, declareVerb, type Perform } from '../declare.ts'
import { declareLogin } from '../login/index.ts'
import { declareAudit } from './audit/index.ts'
import { declareCreate } from './create/index.ts'
import { declareRotate } from './rotate/index.ts'

/** `dgsh creds`. */
export function declareCreds(parent: Command, perform: Perform): void {
  const creds = declareNoun(parent, 'creds', {
    summary: 'List, create, rotate, check and delete distribution credentials',
    examples: [['dgsh creds list', 'show the credentials of the project']],
  })
  declareList(creds, perform)
  declareVerb(creds, 'show', {
    summary: 'Show everything about one credential',
    examples: [['dgsh creds show 1b4e28ba', 'the start of an id is enough']],
  })
    .argument('[credential]', 'an id, its first characters, or a username')
    .action((credential?: string) =>
      perform(async (context) => (await import('./show.ts')).run({ credential }, context)),
    )
  declareCreate(creds, perform)
  declareVerb(creds, 'delete', {
    summary: 'Delete credentials',
    description:
      'Shows what is about to be deleted and where on this machine it is still in use, asks, and deletes. With --yes, a credential that is or may be in use here is deleted only with --force. A deleted credential stops working everywhere, at once.',
    examples: [
      ['dgsh creds delete 1b4e28ba', 'asks first'],
      ['dgsh creds delete 1b4e28ba 8f2a11c0 --yes', 'in scripts: only what is not in use here'],
      ['dgsh creds delete 1b4e28ba --yes --force', 'also what is in use'],
    ],
  })
    .argument('<credential...>', 'ids, their first characters, or usernames')
    .option('-y, --yes', 'do not ask')
    .option('--force', 'with --yes: delete what is still in use, too')
    .action((credentials: string[], { yes = false, force = false }: { yes?: boolean; force?: boolean }) =>
      perform(async (context) => (await import('./delete.ts')).run({ credentials, yes, force }, context)),
    )
  declareRotate(creds, perform)
  declareAudit(creds, perform)
  declareHistory(creds, perform)
  declareLogin(creds, perform)
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
      ['dgsh creds list frankfurt', 'search comments, tags, owners, scopes and ids'],
      ['dgsh creds list --project 8f2a…', 'the credentials of a project'],
      ['dgsh creds list -o wide --sort owner', 'with comments, tags and owners'],
      ['dgsh creds list --older-than 90d -o id', 'ids of those to rotate, for scripts'],
    ],
  })
    .argument('[text...]', 'words to search for; all of them must match')
    .option('--scope <scope>', 'only with this scope, such as api; repeat it to require several', collect)
    .option('--owner <text>', "only of this owner: part of the address, or the member's id")
    .option('--provider <name>', 'only of this provider')
    .option('--older-than <age>', 'only older than this: 30m, 12h, 90d, 6w, 1y', duration('--older-than'))
    .option('--newer-than <age>', 'only newer than this', duration('--newer-than'))
    .addOption(
      new Option('--sort <key>', 'newest first by created, else alphabetically')
        .choices(SORT_KEYS)
        .default('created'),
    )
    .option('--reverse', 'the other way round')
    .option('--limit <number>', 'no more than this many', parseLimit)
    .action((words: string[], { scope: scopes, reverse = false, ...flags }: ListFlags) => {
      const filter = { ...flags, search: words.join(' '), scopes, reverse }
      return perform(async (context) => (await import('./list.ts')).run(filter, context))
    })
}

function declareHistory(creds: Command, perform: Perform): void {
  declareVerb(creds, 'history', {
    summary: 'Show what dgsh did with credentials on this machine',
    description:
      'Shows what dgsh itself created, deleted, rotated, kept and handed to engines on this machine, in all profiles, the newest first. It needs no API key, and knows nothing of what others did.',
    examples: [
      ['dgsh creds history', 'the newest 50 entries'],
      ['dgsh creds history 1b4e28ba -o json', 'all about one credential, for scripts'],
    ],
  })
    .argument('[credential]', 'an id, its first characters, or a username')
    .option('--limit <number>', 'no more than this many', parseLimit, 50)
    .action((credential: string | undefined, { limit }: { limit: number }) =>
      perform(async (context) => (await import('./history.ts')).run({ credential, limit }, context)),
    )
}

function parseLimit(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw usageError(`--limit cannot be "${text}"`, 'give a whole number from 1')
}
