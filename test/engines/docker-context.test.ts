import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { missingContext } from '../../src/engines/docker-context.ts'
import { temporaryDirectory } from '../helpers/temporary.ts'

interface Row {
  what: string
  config?: string
  env?: Record<string, string>
  missing?: ReturnType<typeof missingContext>
}

/** A machine with one context of its own, `there`. */
const ROWS: readonly Row[] = [
  { what: 'no config file' },
  { what: 'no context', config: '{"auths":{}}' },
  { what: 'the default one', config: '{"currentContext":"default"}' },
  { what: 'one that exists', config: '{"currentContext":"there"}' },
  {
    what: 'one that was removed',
    config: '{"currentcontext":"gone"}',
    missing: { name: 'gone', source: 'currentContext' },
  },
  {
    what: 'a variable that names one that was removed',
    config: '{"currentContext":"there"}',
    env: { DOCKER_CONTEXT: 'gone' },
    missing: { name: 'gone', source: 'DOCKER_CONTEXT' },
  },
  {
    what: 'a variable that names one that exists',
    config: '{"currentContext":"gone"}',
    env: { DOCKER_CONTEXT: 'there' },
  },
  {
    what: 'an empty variable',
    config: '{"currentContext":"gone"}',
    env: { DOCKER_CONTEXT: '' },
    missing: { name: 'gone', source: 'currentContext' },
  },
  { what: 'DOCKER_HOST', config: '{"currentContext":"gone"}', env: { DOCKER_HOST: 'unix:///x' } },
  { what: 'a file that is no JSON', config: '{"currentContext":"gone"' },
]

it.each(ROWS)('the context that docker is set to: $what', ({ config, env = {}, missing }) => {
  const directory = temporaryDirectory()
  const there = join(directory, 'contexts', 'meta', createHash('sha256').update('there').digest('hex'))
  mkdirSync(there, { recursive: true })
  writeFileSync(join(there, 'meta.json'), '{}')
  if (config !== undefined) writeFileSync(join(directory, 'config.json'), config)
  const surroundings = { env: { ...env, DOCKER_CONFIG: directory }, platform: 'linux' as const }
  expect(missingContext(surroundings)).toEqual(missing)
})
