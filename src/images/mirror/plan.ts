import type { Messages } from '../../app/context.ts'
import { DgshError } from '../../errors.ts'
import type { RepositoryReader } from '../../registry/reader.ts'
import { shortNameOf } from '../../registry/reference.ts'
import type { Access } from '../access.ts'
import { fewAtOnce } from '../few-at-once.ts'
import { findRelease } from '../newest.ts'
import { referenceAt } from './destination.ts'

/** One image to copy. */
export interface PlannedCopy {
  repository: string
  tag: string
  /** `quay.io/deepgram/self-hosted-api:release-261009` */
  source: string
  /** `registry.example.com/deepgram/self-hosted-api:release-261009` */
  target: string
  digest: string
}

/** What is to be mirrored. */
export interface MirrorQuestion {
  registry: string
  destination: string
  /** The tag; left out, the newest release of each. */
  release: string | undefined
  repositories: readonly string[]
}

/**
 * The repositories that are mirrored: of those that were named, all; else those that the credential may pull. Throws
 * `findings` when it may not pull one that was named, or none at all.
 */
export function requirePulls(
  { pulls, login }: Access,
  { repositories, named }: { repositories: readonly string[]; named: boolean },
  messages: Messages,
): string[] {
  const closed = repositories.filter((repository) => pulls.get(repository) === false)
  const open = repositories.filter((repository) => !closed.includes(repository))
  if (open.length === 0 || (named && closed.length > 0)) {
    const hint = named && open.length > 0 ? 'leave it out, or name' : 'name'
    throw new DgshError(
      'findings',
      `${login.username} may not pull ${closed.join(', ')}: nothing was copied`,
      {
        hint: `${hint} another credential with --credential\nto see what each may pull: dgsh verify -o wide`,
      },
    )
  }
  if (closed.length > 0)
    messages.note(`left out, because the credential may not pull them: ${closed.join(', ')}`)
  return open
}

/** Finds the tag and digest of every image before anything is copied. Throws when one is not there. */
export function planCopies(
  reader: RepositoryReader,
  { registry, destination, release, repositories }: MirrorQuestion,
): Promise<PlannedCopy[]> {
  return fewAtOnce(repositories, async (repository) => {
    const found =
      release === undefined
        ? await findRelease(reader, repository)
        : { release, digest: await reader.digestOf(repository, release) }
    if (found.release === undefined || found.digest === undefined) {
      const what = release ?? 'release'
      throw new DgshError('failed', `${registry} has no ${what} of ${repository}: nothing was copied`, {
        hint: `to mirror only some of the images, pass --image\nto see the tags: dgsh images tags ${shortNameOf(repository)}`,
      })
    }
    const { release: tag, digest } = found
    const target = referenceAt(destination, repository, tag)
    return { repository, tag, digest, source: `${registry}/${repository}:${tag}`, target }
  })
}
