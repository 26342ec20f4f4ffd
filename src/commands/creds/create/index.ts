import { type Command, Option } from 'commander'
import { isWhole, problemOfComment } from '../../../credentials/comment.ts'
import { parseScope } from '../../../credentials/scopes.ts'
import { usageError } from '../../../errors.ts'
import { ENGINE_NAMES, type EngineName } from '../../../vocabulary.ts'
import { declareVerb, type Perform } from '../../declaration/declare.ts'

/** The options of `creds create` as commander gives them. */
interface CreateFlags {
  comment?: string
  scope?: string[]
  allProducts?: boolean
  tag?: string[]
  provider: string
  showSecret?: boolean
  secretFile?: string
  login?: boolean
  engine?: EngineName
  dryRun?: boolean
  resume?: boolean
  abort?: boolean
  yes?: boolean
}

/** `dgsh creds create`. */
export function declareCreate(creds: Command, perform: Perform): void {
  const command = declareVerb(creds, 'create', {
    summary: 'Create a credential and store its secret',
    description:
      'Create a credential and store its secret, which Deepgram shows only once. From then on, dgsh login takes the secret from the store.',
    examples: [
      ['dgsh creds create', 'Create one; dgsh asks for its comment and scopes'],
      [
        'dgsh creds create --comment "Cluster 7" --scope api --scope engine --login',
        'Create one and log docker in with it',
      ],
      [
        'dgsh creds create --comment CI --scope api --secret-file ./secret -o id',
        'In scripts: write the secret to a file and print the id',
      ],
      ['dgsh creds create --resume', 'Resume after an interruption'],
    ],
  })
  command
    .option('--comment <text>', 'What it is for: 1 to 128 characters', parseComment)
    .option('--scope <scope>', 'A scope, such as api or engine; can be repeated', collectScope)
    .addOption(new Option('--all-products', 'Every product scope that the API key has').conflicts('scope'))
    .option('--tag <tag>', 'A tag; can be repeated', collectTag)
    .addOption(new Option('--provider <name>', 'Registry provider').choices(['quay']).default('quay'))
    .option('--show-secret', 'Print the secret, this once')
    .option('--secret-file <path>', 'Also write the secret to a new file, readable only by you')
    .option('--login', 'Log an engine in with it')
  addLifecycleOptions(command)
  command.action(({ scope, comment, tag = [], ...flags }: CreateFlags) =>
    perform(async (context) => {
      if (flags.engine !== undefined && flags.login !== true)
        throw usageError('--engine goes with --login', 'add --login, or leave --engine out')
      if (flags.yes === true && flags.resume !== true && flags.abort !== true)
        throw usageError('--yes goes with --resume or --abort', 'leave it out: to create asks for no consent')
      const { showSecret = false, login = false, dryRun = false, yes = false, provider } = flags
      return (await import('./create.ts')).run(
        {
          ...{ comment, tags: tag, provider, showSecret, login, dryRun, yes },
          scopes: flags.allProducts === true ? 'all' : scope,
          secretFile: flags.secretFile,
          engine: flags.engine,
          unfinished: flags.resume === true ? 'resume' : flags.abort === true ? 'abort' : undefined,
        },
        context,
      )
    }),
  )
}

/** What says how a new credential is to be: nothing for those that are there already, which a comment chooses. */
const ABOUT_NEW = ['scope', 'allProducts', 'tag', 'secretFile', 'login', 'engine', 'dryRun']

function addLifecycleOptions(command: Command): void {
  command
    .addOption(new Option('--engine <name>', 'With --login: the engine').choices(ENGINE_NAMES))
    .option('--dry-run', 'Show what would be created, and create nothing')
    .addOption(
      new Option('--resume', 'Resume interrupted creations; with --comment, only that one').conflicts([
        ...ABOUT_NEW,
        'abort',
      ]),
    )
    .addOption(
      new Option('--abort', 'Undo interrupted creations; with --comment, only that one').conflicts([
        ...ABOUT_NEW,
        'showSecret',
      ]),
    )
    .option('-y, --yes', 'With --resume or --abort: delete leftovers without asking')
}

function parseComment(text: string): string {
  const problem = problemOfComment(text)
  if (problem === undefined) return text.trim()
  throw usageError(`--comment cannot be used: ${problem}`, 'say what the credential is for')
}

function collectTag(text: string, others: string[] = []): string[] {
  if (isWhole(text)) return [...others, text]
  throw usageError('--tag cannot be used: it holds half a character (a lone surrogate)', 'type it again')
}

function collectScope(text: string, others: string[] = []): string[] {
  const scope = parseScope(text)
  return others.includes(scope) ? others : [...others, scope]
}
