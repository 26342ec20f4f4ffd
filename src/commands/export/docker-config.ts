import type { Context } from '../../app/context.ts'
import { dockerConfig } from '../../export/docker-config.ts'
import { type ExportOptions, handOver } from './hand-over.ts'

/** `dgsh export docker-config`: a config.json with one login, which also fits into a variable. */
export async function run(options: ExportOptions, context: Context): Promise<number> {
  const render = (login: Parameters<typeof dockerConfig>[0]) => `${dockerConfig(login)}\n`
  return handOver(options, { verb: 'docker-config', formats: ['json'], render }, context)
}
