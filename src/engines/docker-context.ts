import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DOCKER_CONFIG } from './config-shapes.ts'
import { dockerConfigPath } from './docker-config.ts'
import { goDecode } from './go-decode.ts'
import { parseFirstValue } from './json-members.ts'
import { readLoginFile } from './read-login-file.ts'
import type { Surroundings } from './surroundings.ts'

/** A context that docker is set to and that does not exist: docker logs in nowhere then. */
export interface MissingContext {
  name: string
  /** Where the name comes from. */
  source: 'DOCKER_CONTEXT' | 'currentContext'
}

/** docker makes this one by itself. */
const DEFAULT = 'default'

/**
 * Finds the context that docker is set to, if it does not exist; undefined otherwise. `DOCKER_HOST` overrides every context
 * (docker/cli, cli/command, resolveContextName); a context is a directory named by a hash (cli/context/store).
 */
export function missingContext(surroundings: Surroundings): MissingContext | undefined {
  const { env } = surroundings
  const path = dockerConfigPath(surroundings)
  if (path === undefined || env.DOCKER_HOST) return undefined
  const fromVariable = env.DOCKER_CONTEXT || undefined
  const name = fromVariable ?? currentContext(path) ?? DEFAULT
  const directory = createHash('sha256').update(name).digest('hex')
  if (name === DEFAULT || existsSync(join(dirname(path), 'contexts', 'meta', directory, 'meta.json')))
    return undefined
  return { name, source: fromVariable === undefined ? 'currentContext' : 'DOCKER_CONTEXT' }
}

function currentContext(path: string): string | undefined {
  const content = readLoginFile(path)
  const first = parseFirstValue('text' in content ? content.text : '')
  const root = 'value' in first ? first.value : undefined
  const fields = root === undefined ? undefined : goDecode(root, DOCKER_CONFIG).value
  const name = fields instanceof Map ? fields.get('currentContext') : undefined
  return typeof name === 'string' && name !== '' ? name : undefined
}
