import { type Command, Option } from 'commander'
import { usageError } from '../../errors.ts'
import { CREDENTIAL, collect, declareNoun, declareVerb, type Perform } from '../declaration/declare.ts'

/** The options by which a credential is chosen, as commander gives them. */
interface AccessFlags {
  credential?: string
  secretStdin?: boolean
}

/** `dgsh images`. */
export function declareImages(parent: Command, perform: Perform): void {
  const images = declareNoun(parent, 'images', {
    summary: "List and mirror Deepgram's images",
    description: "List Deepgram's images and copy them to your own registry.",
    examples: [['dgsh images list', 'List the images and the newest release of each']],
  })
  declareList(images, perform)
  declareTags(images, perform)
  declareMirror(images, perform)
}

const CHOICE = 'Without --credential, dgsh uses the login of an engine on this machine, else a stored secret.'

function withAccess(command: Command): Command {
  return command
    .option('--credential <id>', CREDENTIAL)
    .option('--secret-stdin', 'Read the secret from standard input')
}

function accessOf({ credential, secretStdin = false }: AccessFlags) {
  return { credential, secretStdin }
}

function declareList(images: Command, perform: Perform): void {
  const command = declareVerb(images, 'list', {
    summary: 'List images, their newest releases, and whether you can pull them',
    description: `List Deepgram's images, whether the credential can pull them, and the newest release of each with its version and FIPS variant. ${CHOICE}`,
    examples: [
      ['dgsh images list', 'List the images with the login that docker has'],
      ['dgsh images list --credential 1b4e28ba -o json', 'In scripts: with a credential of your choice'],
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
    summary: 'List the tags of an image, newest first',
    description: `List the tags of an image, newest first: releases, versions and FIPS variants in turn, then all others by name. Beside each are its aliases, other tags of the same image. ${CHOICE}`,
    examples: [
      ['dgsh images tags api', 'List the newest 20 tags'],
      ['dgsh images tags engine --release-only --limit 3', 'List the newest 3 releases and their versions'],
      ['dgsh images tags self-hosted-api -q --limit 1000', 'In scripts: print names only'],
    ],
  })
    .argument('<image>', 'Name, such as api or self-hosted-api, with or without the registry')
    .option('--limit <number>', 'Show at most this many', parseLimit, 20)
    .option('--release-only', 'Only tags such as release-261009 and their -fips variants')
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
    summary: 'Copy images to your own registry',
    description: `Copy the images that the credential can pull to another registry, with all platforms. skopeo, crane or regctl copies them, with its own login to that registry. Access and tags are checked before anything is copied. Images already there are skipped; run the command again after an interruption. ${CHOICE}`,
    usage: '--to <registry> [flags]',
    examples: [
      ['dgsh images mirror --to registry.example.com/deepgram', 'Copy the newest release of each image'],
      ['dgsh images mirror --to localhost:5000 --image api --plan', 'Only print the commands'],
    ],
  })
    .requiredOption('--to <registry>', 'Destination: a registry, with or without a path')
    .addOption(
      new Option('--release <tag>', 'Tag to copy').default(undefined, 'the newest release of each image'),
    )
    .option('--image <name>', 'Only this image, such as api; can be repeated', collect)
    .option('--plan', 'Print the commands instead of running them')
  withAccess(command).action(({ to, release, image, plan = false, ...flags }: MirrorFlags) =>
    perform(async (context) =>
      (await import('./mirror.ts')).run(
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
