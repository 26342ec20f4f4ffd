import type { Command } from 'commander'
import { CREDENTIAL, declareVerb, type Perform } from '../declaration/declare.ts'
import { splitAtDashes } from './split.ts'

/** `dgsh exec`. */
export function declareExec(parent: Command, perform: Perform): void {
  declareVerb(parent, 'exec', {
    summary: 'Run one command with a login of its own',
    description:
      'Run one command with a login to quay.io of its own. docker, podman, skopeo, buildah and helm use it in the command and in all that it starts, beside your other logins, settings, contexts and plugins. Your own files are not changed, and the login is removed when the command ends. Its secret is taken from the store or from the login of an engine, or dgsh asks for it. The command gets standard input, all signals, and your whole environment, DEEPGRAM_API_KEY included. dgsh exits with its exit code.',
    usage: '[flags] [credential] -- command...',
    examples: [
      ['dgsh exec -- docker compose pull', 'Pull with your only credential, or pick one'],
      [
        'dgsh exec 1b4e28ba -- podman pull quay.io/deepgram/self-hosted-api:1.167.1',
        'Pull an image with a credential of your choice',
      ],
      ["dgsh exec frankfurt -- sh -c 'docker compose pull && docker compose up -d'", 'Run several commands'],
    ],
  })
    .argument('[credential]', CREDENTIAL)
    .argument('[command...]', 'After --: a command and its arguments')
    // Whatever is there, the mistake is most likely a missing --.
    .allowUnknownOption()
    .allowExcessArguments()
    .action((...given: unknown[]) => {
      const words = splitAtDashes(wordsOf(parent), (given.at(-1) as Command).args)
      return perform(async (context) => (await import('./exec.ts')).run(words, context))
    })
}

/** All words of the call; commander keeps them, and its types do not say so. */
function wordsOf(root: Command): readonly string[] {
  return (root as Command & { rawArgs: string[] }).rawArgs
}
