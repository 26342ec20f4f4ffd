import { type Command, Option } from 'commander'
import { parseDuration } from '../../duration.ts'
import { usageError } from '../../errors.ts'
import { ENGINE_NAMES, type EngineName } from '../../vocabulary.ts'
import { CREDENTIALS, declareVerb, type Perform } from '../declaration/declare.ts'

/** The options of `verify` as commander gives them. */
interface VerifyFlags {
  engine?: EngineName
  secretStdin?: boolean
  watch?: boolean
  for: number
}

/** `dgsh verify`. */
export function declareVerify(parent: Command, perform: Perform): void {
  declareVerb(parent, 'verify', {
    summary: 'Check whether credentials can pull, and which images',
    description:
      'Ask the registry which images a credential can pull; a successful docker login does not prove that. Secrets come from the store and from the logins of engines. The exit code is 0 when all can pull every image in their scopes, 5 when the registry cannot be reached, else 7.',
    examples: [
      ['dgsh verify', 'Check every credential whose secret is on this machine'],
      ['dgsh verify --engine docker', 'Check the login that docker uses'],
      ['dgsh verify 1b4e28ba --watch', 'Wait until a new credential works'],
      ['dgsh verify 1b4e28ba -o json', 'In scripts: which images one can pull'],
    ],
  })
    .argument('[credential...]', `${CREDENTIALS} (default: all on this machine)`)
    .addOption(
      new Option('--engine <name>', 'Check the login of this engine')
        .choices(ENGINE_NAMES)
        .conflicts('secretStdin'),
    )
    .option('--secret-stdin', 'Read the secret of one credential from standard input')
    .option('--watch', 'Ask again until all are ok')
    .addOption(
      new Option('--for <time>', 'With --watch: give up after this time')
        .default(600_000, '10m')
        .argParser((text) => parseDuration(text, '--for')),
    )
    .action((credentials: string[], { engine, secretStdin = false, watch = false, for: time }: VerifyFlags) =>
      perform(async (context) => {
        if (engine !== undefined && credentials.length > 0)
          throw usageError('--engine checks the login that the engine has', 'leave the credentials out')
        if (secretStdin && credentials.length !== 1)
          throw usageError('--secret-stdin is the secret of one credential', 'name that one')
        const options = { credentials, engine, secretStdin, watchFor: watch ? time : undefined }
        return (await import('./verify.ts')).run(options, context)
      }),
    )
}
