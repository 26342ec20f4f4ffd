import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { run } from '../../../src/commands/sandbox/run.ts'
import type { ExecRequest } from '../../../src/ports.ts'
import { testContext } from '../../helpers/context.ts'

it.each([
  ['default', {}],
  ['staging', { DGSH_PROFILE: 'staging' }],
])(
  'the sandbox keeps things in a file of its own, so that it never asks where: profile %s',
  async (profile, env) => {
    const { context } = testContext({ env })
    let directory = ''
    let config = ''
    const exec = async ({ env: set }: ExecRequest) => {
      directory = set?.DGSH_CONFIG_DIR ?? ''
      config = readFileSync(join(directory, 'config.json'), 'utf8')
      return { exitCode: 3, signal: undefined, stdout: '', stderr: '', startError: undefined }
    }
    expect(await run({ command: ['true'] }, { ...context, host: { ...context.host, exec } })).toBe(3)
    expect(JSON.parse(config)).toEqual({ profiles: { [profile]: { store: 'file' } } })
    expect(existsSync(directory)).toBe(false)
  },
)
