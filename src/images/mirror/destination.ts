import { type DgshError, usageError } from '../../errors.ts'
import { parseRegistry } from '../../settings/keys.ts'

const PATH = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/

/**
 * Reads `--to`: a registry, and the path below which the images go, if any (`registry.example.com/deepgram`). Gives it in the
 * form in which an image's name is put behind it. Throws a usage error; also for where the images come from.
 */
export function parseDestination(text: string, from: string): string {
  const plain = text.replace(/^docker:\/\//, '').replace(/\/+$/, '')
  const [host = '', ...rest] = plain.split('/')
  if (/^[a-z]+:\/\//.test(plain) || !/[.:]|^localhost$/.test(host)) throw badDestination(text)
  const registry = parseRegistry(host, '--to')
  const path = rest.join('/')
  if (path !== '' && !PATH.test(path)) throw badDestination(text)
  const destination = path === '' ? registry : `${registry}/${path}`
  if (destination !== from) return destination
  throw usageError('--to is where the images come from', 'name a registry of your own')
}

function badDestination(text: string): DgshError {
  return usageError(
    `--to cannot be "${text}"`,
    'name a registry and a path in lower case, such as registry.example.com/deepgram, without a tag',
  )
}

/** The reference of an image at its destination: the last part of its name, behind the path. */
export function referenceAt(destination: string, repository: string, tag: string): string {
  return `${destination}/${repository.replace(/^.*\//, '')}:${tag}`
}
