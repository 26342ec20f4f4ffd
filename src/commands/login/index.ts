import { type Command, Option } from 'commander'
import { usageError } from '../../errors.ts'
import { ENGINE_NAMES, type EngineName } from '../../vocabulary.ts'
import { declareVerb, type Perform } from '../declare.ts'

/** The options of `login` as commander gives them. */
interface LoginFlags {
  engine?: EngineName
  secretStdin?: boolean
  tlsVerify?: boolean
}

/** `dgsh login`, and `dgsh creds login`. */
export function declareLogin(parent: Command, perform: Perform): void {
  const command = declareVerb(parent, 'login', {
    summary: 'Log docker, podman or another engine in to the registry',
    description:
      "Hands a credential to an engine, as its own login command does: the secret goes to the engine's standard input and nowhere else.",
    examples: [
      ['dgsh login', 'pick a credential, paste its secret'],
      ['dgsh login 1b4e28ba --engine podman', 'the start of an id is enough'],
      [
        'dgsh login deepgram+1b4e28ba-… --secret-stdin < secret',
        'in scripts; with the whole id no API key is needed',
      ],
    ],
  })
  command
    .argument('[credential]', 'an id, its first characters, or a username')
    .addOption(engineOption())
    .option('--secret-stdin', 'read the secret from standard input')
    .option('--tls-verify <boolean>', 'false for a loopback registry without TLS', parseBoolean)
    .action((credential: string | undefined, { secretStdin = false, tlsVerify = true, engine }: LoginFlags) =>
      perform(async (context) =>
        (await import('./login.ts')).run({ credential, engine, secretStdin, tlsVerify }, context),
      ),
    )
}

/** `dgsh logout`. */
export function declareLogout(parent: Command, perform: Perform): void {
  declareVerb(parent, 'logout', {
    summary: 'Log an engine out of the registry',
    examples: [['dgsh logout', 'the registry in use, of the first engine on PATH']],
  })
    .argument('[registry]', 'its host; left out, the one in use')
    .addOption(engineOption())
    .action((registry: string | undefined, { engine }: LoginFlags) =>
      perform(async (context) => (await import('./logout.ts')).run({ registry, engine }, context)),
    )
}

function engineOption(): Option {
  const description = 'which engine; left out, the first of docker and podman on PATH'
  return new Option('--engine <name>', description).choices(ENGINE_NAMES)
}

function parseBoolean(text: string): boolean {
  if (text === 'true' || text === 'false') return text === 'true'
  throw usageError(`--tls-verify cannot be "${text}"`, 'give true or false')
}
