import type { Command } from 'commander'
import { usageError } from '../../errors.ts'
import { collect, declareNoun, declareVerb, type Perform } from '../declare.ts'

/** The options by which a credential is chosen, as commander gives them. */
interface AccessFlags {
  credential?: string
  secretStdin?: boolean
}

/** `dgsh images`. */
export function declareImages(parent: Command, perform: Perform): void {
  const images = declareNoun(parent, 'images', {
    summary: "List and mirror Deepgram's images",
    examples: [['dgsh images list', 'the images, and the newest release of each']],
  })
  declareList(images, perform)
  declareTags(images, perform)
  declareMirror(images, perform)
}

const CHOICE =
  'Without --credential, the one login that an engine on this machine holds is used, else the one whose secret dgsh has stored, else one is picked. With a whole id no API key is needed.'

function withAccess(command: Command): Command {
  return command
    .option('--credential <id>', 'an id, its first characters, or a username')
    .option('--secret-stdin', 'read the secret from standard input')
}

function accessOf({ credential, secretStdin = false }: AccessFlags) {
  return { credential, secretStdin }
}

function declareList(images: Command, perform: Perform): void {
  const command = declareVerb(images, 'list', {
    summary: 'List the images, their newest releases, and whether you may pull them',
    description: `Lists Deepgram's images, the scope that opens each, whether the credential may pull it, and its newest release by date with the version and the FIPS variant that go with it. ${CHOICE}`,
    examples: [
      ['dgsh images list', 'with the login that docker holds'],
      ['dgsh images list --credential 1b4e28ba -o json', 'for scripts'],
    ],
  })
  withAccess(command).action((flags: AccessFlags) =>
    perform(async (context) => (await import('./list.ts')).run(accessOf(flags), context)),
  )
}

/** The options of `images tags` as commander gives them. */
interface TagsFlags extends AccessFlags {
  limit: number
  releaseOnly?: boolean
}

function declareTags(images: Command, perform: Perform): void {
  const command = declareVerb(images, 'tags', {
    summary: 'List the tags of an image, the newest first',
    description: `Lists the tags of an image, the newest first: by their names the newest release, the highest version and the newest FIPS variant of each in turn, then the next ones, and at the end all other tags by name. ALIASES are other tags of the same image. Digests are asked only for what is shown. ${CHOICE}`,
    examples: [
      ['dgsh images tags api', 'the newest 20'],
      ['dgsh images tags engine --release-only --limit 3', 'releases, and the versions that they are'],
      ['dgsh images tags self-hosted-api -q --limit 1000', 'names alone, for scripts'],
    ],
  })
    .argument('<image>', 'api, self-hosted-api, or its name with or without the registry')
    .option('--limit <number>', 'no more than this many', parseLimit, 20)
    .option('--release-only', 'only tags such as release-261009, and their -fips')
  withAccess(command).action((image: string, { limit, releaseOnly = false, ...flags }: TagsFlags) =>
    perform(async (context) =>
      (await import('./tags.ts')).run({ image, limit, releaseOnly, ...accessOf(flags) }, context),
    ),
  )
}

/** The options of `images mirror` as commander gives them. */
interface MirrorFlags extends AccessFlags {
  to: string
  release?: string
  image?: string[]
  plan?: boolean
}

function declareMirror(images: Command, perform: Perform): void {
  const command = declareVerb(images, 'mirror', {
    summary: 'Copy the images to a registry of your own',
    description: `Copies each image that the credential may pull to another registry, with all its platforms, by skopeo, crane or regctl, whichever is installed. The destination is logged in to as that program does it. An image that is already there with the same digest is not copied again, so after an interruption the same command resumes. Access and tags are checked before anything is copied: images that the credential may not pull are skipped, or an error if --image names them. ${CHOICE}`,
    examples: [
      ['dgsh images mirror --to registry.example.com/deepgram', 'the newest release of each'],
      ['dgsh images mirror --to localhost:5000 --image api --plan', 'only show the commands'],
    ],
  })
    .requiredOption('--to <registry>', 'where to: a registry, and a path if you want one')
    .option('--release <tag>', 'which tag; left out, the newest release of each image')
    .option('--image <name>', 'only this image, such as api; may be repeated', collect)
    .option('--plan', 'print the commands instead of running them')
  withAccess(command).action(({ to, release, image, plan = false, ...flags }: MirrorFlags) =>
    perform(async (context) =>
      (await import('./mirror/mirror.ts')).run(
        { to, release, images: image ?? [], plan, ...accessOf(flags) },
        context,
      ),
    ),
  )
}

function parseLimit(text: string): number {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text)
  throw usageError(`--limit cannot be "${text}"`, 'give a whole number from 1 to 99999')
}
