import type { Context } from '../../app/context.ts'
import { isForPeople, writeListing } from '../../app/write.ts'
import { usageError } from '../../errors.ts'
import { type Access, type AccessOptions, openAccess } from '../../images/access.ts'
import { type Copier, copyArguments, findCopier, requireCopier } from '../../images/mirror/copier.ts'
import { copyOne } from '../../images/mirror/copy.ts'
import { parseDestination } from '../../images/mirror/destination.ts'
import { type PlannedCopy, planCopies, requirePulls } from '../../images/mirror/plan.ts'
import { withBorrowedLogin } from '../../logins/borrow.ts'
import { KNOWN_REPOSITORIES } from '../../registry/images.ts'
import { isTag, requireRepository } from '../../registry/reference.ts'
import { shellLine } from '../../shell.ts'
import { message, path } from '../../ui/message.ts'
import { type MirrorRow, mirrorListing } from './mirror-report.ts'

/** The options of `dgsh images mirror`. */
export interface MirrorOptions extends AccessOptions {
  to: string
  /** The tag; left out, the newest release of each image. */
  release: string | undefined
  /** The images; none for all that the credential may pull. */
  images: readonly string[]
  plan: boolean
}

/** Runs `dgsh images mirror`: access and tags are checked before anything is copied. */
export async function run(options: MirrorOptions, context: Context): Promise<number> {
  const registry = (await context.settings()).registry.value
  const destination = parseDestination(options.to, `${registry}/deepgram`)
  if (options.release !== undefined && !isTag(options.release)) {
    throw usageError(`--release cannot be "${options.release}"`, 'name a tag such as release-261009')
  }
  const named = options.images.map((image) => requireRepository(image, registry))
  const copier = options.plan ? findCopier(context.host) : requireCopier(context.host)
  const wanted = named.length > 0 ? named : KNOWN_REPOSITORIES
  const repositories = [...new Set(wanted)]
  const access = await openAccess(options, repositories, context)
  const open = requirePulls(access, { repositories, named: named.length > 0 }, context.messages)
  const reader = (await context.remote.registry()).readWith(access.login)
  const question = { registry, destination, release: options.release, repositories: open }
  const copies = await planCopies(reader, question)
  if (options.plan || copier === undefined) return writePlan(copies, { copier, access }, context)
  await copyAll(copies, { copier, access, registry, destination }, context)
  return 0
}

interface Planned {
  copier: Copier | undefined
  access: Access
}

/** The commands use the copier's own login for the source: what dgsh would lend is deleted before they run. */
async function writePlan(
  copies: readonly PlannedCopy[],
  { copier, access }: Planned,
  context: Context,
): Promise<number> {
  const name = copier?.name ?? 'skopeo'
  const rows = copies.map((copy): MirrorRow => {
    const command = [name, ...copyArguments(name, copy)]
    return { ...copy, status: 'planned', command }
  })
  if (await isForPeople(context)) {
    context.io.stdout.write(rows.map(({ command = [] }) => `${shellLine(command)}\n`).join(''))
    const engine = name === 'skopeo' ? 'skopeo' : 'docker'
    context.messages.note(
      `nothing was copied; to run these by hand, log in first: dgsh login ${access.id} --engine ${engine}`,
    )
  } else await writeListing(context, mirrorListing(rows), '')
  return 0
}

interface Copying {
  copier: Copier
  access: Access
  registry: string
  destination: string
}

async function copyAll(
  copies: readonly PlannedCopy[],
  { copier, access, registry, destination }: Copying,
  context: Context,
): Promise<void> {
  const login = { registry, ...access.login, isPlain: copier.name === 'regctl' }
  const rows: MirrorRow[] = []
  if (context.io.stderr.isTTY) {
    context.messages.say(
      message`Mirroring ${imagesOf(copies.length)} to ${path(destination)} with ${copier.name}`,
    )
    context.messages.say('Ctrl-C is safe: the same command resumes.')
  }
  try {
    await withBorrowedLogin(login, context, async (borrowed) => {
      for (const [index, copy] of copies.entries()) {
        const place = `${index + 1} of ${copies.length}`
        if (context.io.stderr.isTTY)
          context.messages.step('running', 'copying', message`${place}: ${path(copy.source)}`)
        const status = await copyOne(copy, copier, borrowed, context)
        rows.push({ ...copy, status, command: undefined })
        context.messages.step('done', status, message`${place}: ${path(copy.target)}`)
      }
    })
    context.messages.say(summaryOf(rows))
  } finally {
    // People have the steps on stderr.
    if (!(await isForPeople(context))) await writeListing(context, mirrorListing(rows), 'nothing was copied')
  }
}

function imagesOf(count: number): string {
  return count === 1 ? '1 image' : `${count} images`
}

function summaryOf(rows: readonly MirrorRow[]): string {
  const copied = rows.filter(({ status }) => status === 'copied').length
  const present = rows.length - copied
  const parts = [copied > 0 ? `${copied} copied` : '', present > 0 ? `${present} already there` : '']
  return `Mirrored ${imagesOf(rows.length)}: ${parts.filter((part) => part !== '').join(', ')}`
}
