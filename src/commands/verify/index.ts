import { type Command, Option } from 'commander'
import { parseDuration } from '../../duration.ts'
import { usageError } from '../../errors.ts'
import { ENGINE_NAMES, type EngineName } from '../../vocabulary.ts'
import { declareVerb, type Perform } from '../declare.ts'

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
      'Asks the registry what a login opens: docker\'s "Login Succeeded" does not tell. The secret is looked for in the store and in the engines\' own logins; left out, every credential that is known here is checked. Exit code 0 only when all can pull what their scopes promise, 5 when the registry could not be asked, else 7.',
    examples: [
      ['dgsh verify', 'every credential that this machine knows'],
      ['dgsh verify 1b4e28ba -o json', 'one of them'],
      ['dgsh verify --engine docker', 'the login that docker would really use'],
      ['dgsh verify 1b4e28ba --watch', 'until a new credential works'],
    ],
  })
    .argument('[credential...]', 'ids, their first characters, or usernames')
    .addOption(
      new Option('--engine <name>', 'the login that this engine holds')
        .choices(ENGINE_NAMES)
        .conflicts('secretStdin'),
    )
    .option('--secret-stdin', 'read the secret from standard input; for one credential')
    .option('--watch', 'ask again until all is ok')
    .option('--for <time>', 'how long to watch at most', (text) => parseDuration(text, '--for'), 600_000)
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
