import type { DgshError } from '../errors.ts'
import { KNOWN_REPOSITORIES, repositoriesOf } from './images.ts'
import type { RefusalReason } from './quay-words.ts'
import type { RegistryAnswer } from './registry.ts'

/** What a login is worth, the good one first. */
export type VerdictName = 'ok' | 'partial' | 'no-access' | RefusalReason | 'rate-limited' | 'unreachable'

/** Whether an image can be pulled; null where that is not known. */
export interface ImagePull {
  /** `deepgram/self-hosted-api` */
  image: string
  pull: boolean | null
}

/** What the registry said of a login, judged. */
export interface Verdict {
  verdict: VerdictName
  images: ImagePull[]
  /** The images that the scopes promise and the registry does not give; empty when the scopes are not known. */
  missing: string[]
  /** The images that the registry gives and no scope promises; empty when the scopes are not known. */
  extra: string[]
  /** The registry's own words for a refusal, or what went wrong on the way; empty when there is nothing to say. */
  message: string
}

/**
 * Judges the registry's answer to one question about every known image. `ok` is: all that the scopes promise can be pulled;
 * without knowledge of the scopes: something can. A registry that does not tell what may be pulled leaves `partial`.
 */
export function judgeAnswer(answer: RegistryAnswer, scopes: readonly string[] | undefined): Verdict {
  if (answer.login === 'refused') return unanswered(answer.reason, answer.message)
  const images = KNOWN_REPOSITORIES.map((image) => ({ image, pull: answer.pulls.get(image) ?? null }))
  const given = images.filter(({ pull }) => pull === true).map(({ image }) => image)
  const promised = scopes === undefined ? undefined : repositoriesOf(scopes)
  const missing = promised?.filter((image) => !given.includes(image)) ?? []
  const extra = promised === undefined ? [] : given.filter((image) => !promised.includes(image))
  const isUntold = images.every(({ pull }) => pull === null)
  const message = isUntold ? 'the registry does not tell what may be pulled' : ''
  const verdict = isUntold ? 'partial' : nameOf(given.length, promised, missing.length)
  return { verdict, images, missing, extra, message }
}

function nameOf(given: number, promised: readonly string[] | undefined, missing: number): VerdictName {
  if (missing === 0 && (given > 0 || promised?.length === 0)) return 'ok'
  return given === 0 ? 'no-access' : 'partial'
}

/** Judges a question that got no answer: a limit, or the registry or the way to it does not work. */
export function judgeFailure({ code, message }: DgshError): Verdict {
  return unanswered(code === 'rate_limited' ? 'rate-limited' : 'unreachable', message)
}

function unanswered(verdict: VerdictName, message: string): Verdict {
  const images = KNOWN_REPOSITORIES.map((image) => ({ image, pull: null }))
  return { verdict, images, missing: [], extra: [], message }
}
