import { type Command, Option } from 'commander'
import { parseScope } from '../../../credentials/scopes.ts'
import { usageError } from '../../../errors.ts'
import { ENGINE_NAMES, type EngineName } from '../../../vocabulary.ts'
import { declareVerb, type Perform } from '../../declare.ts'
import { isWhole, problemOfComment } from '../comment.ts'

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
    summary: 'Create a credential and keep its secret',
    description:
      'Creates a credential. Its secret, which Deepgram shows only now, goes into the store of the profile and is read back; dgsh login takes it from there.',
    examples: [
      ['dgsh creds create', 'asks for comment and scopes'],
      ['dgsh creds create --comment "Cluster 7" --scope api --scope engine --login', 'and logs docker in'],
      ['dgsh creds create --comment CI --scope api --secret-file ./secret -o id', 'in scripts'],
      ['dgsh creds create --resume', 'after an interruption'],
    ],
  })
  command
    .option('--comment <text>', 'what it is for: 1 to 128 characters', parseComment)
    .option('--scope <scope>', 'what it opens: api, engine …; may be repeated', collectScope)
    .addOption(new Option('--all-products', 'every product scope that the API key holds').conflicts('scope'))
    .option('--tag <tag>', 'a tag; may be repeated', collectTag)
    .addOption(new Option('--provider <name>', 'whose registry it opens').choices(['quay']).default('quay'))
    .option('--show-secret', 'show the secret, this once')
    .option('--secret-file <path>', 'write the secret to a new file as well, readable by you only')
    .option('--login', 'log an engine in with it')
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
    .addOption(new Option('--engine <name>', 'which engine, with --login').choices(ENGINE_NAMES))
    .option('--dry-run', 'show what would be created, and create nothing')
    .addOption(
      new Option('--resume', 'go on with what was interrupted; with --comment, with that only').conflicts([
        ...ABOUT_NEW,
        'abort',
      ]),
    )
    .addOption(
      new Option('--abort', 'undo what was interrupted; with --comment, that only').conflicts([
        ...ABOUT_NEW,
        'showSecret',
      ]),
    )
    .option(
      '-y, --yes',
      'with --resume or --abort: delete without asking what surely is of the interrupted creation',
    )
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
