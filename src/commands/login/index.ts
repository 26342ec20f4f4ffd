import { type Command, Option } from 'commander'
import { usageError } from '../../errors.ts'
import { ENGINE_NAMES, type EngineName } from '../../vocabulary.ts'
import { CREDENTIAL, declareVerb, type Perform } from '../declaration/declare.ts'

/** The options of `login` as commander gives them. */
interface LoginFlags {
  engine?: EngineName
  secretStdin?: boolean
  tlsVerify?: boolean
}

/** `dgsh login`, and `dgsh creds login`. */
export function declareLogin(parent: Command, perform: Perform): void {
  const command = declareVerb(parent, 'login', {
    summary: 'Log docker, podman and others in to quay.io',
    description:
      "Log docker, podman and others in to quay.io with a credential. dgsh takes its secret from the store, or asks for it, and runs the engine's own login command.",
    examples: [
      ['dgsh login', 'Pick a credential and log docker in'],
      ['dgsh login 1b4e28ba --engine podman', 'Log podman in; the start of an id is enough'],
      [
        'dgsh login 1b4e28ba-2fa1-41d2-883f-0016d3cca427 --secret-stdin < secret',
        'In scripts: with a whole id, no API key is needed',
      ],
    ],
  })
  command
    .argument('[credential]', CREDENTIAL)
    .addOption(engineOption())
    .option('--secret-stdin', 'Read the secret from standard input')
    .option('--tls-verify <boolean>', 'false: allow a loopback registry without TLS', parseBoolean)
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
    examples: [
      ['dgsh logout', 'Log docker out of quay.io'],
      ['dgsh logout registry.example.com --engine podman', 'Log podman out of another registry'],
    ],
  })
    .argument('[registry]', 'Host of the registry (default: the one in use)')
    .addOption(engineOption())
    .action((registry: string | undefined, { engine }: LoginFlags) =>
      perform(async (context) => (await import('./logout.ts')).run({ registry, engine }, context)),
    )
}

function engineOption(): Option {
  return new Option('--engine <name>', 'Engine')
    .choices(ENGINE_NAMES)
    .default(undefined, 'the first of docker and podman on PATH')
}

function parseBoolean(text: string): boolean {
  if (text === 'true' || text === 'false') return text === 'true'
  throw usageError(`--tls-verify cannot be "${text}"`, 'give true or false')
}
