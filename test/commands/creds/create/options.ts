import type { CreateOptions } from '../../../../src/commands/creds/create/create.ts'

/** The options that create the second credential of the samples. */
export const OPTIONS: CreateOptions = {
  comment: 'Number 2',
  scopes: ['self-hosted:product:api', 'self-hosted:product:engine'],
  tags: ['production'],
  provider: 'quay',
  showSecret: false,
  secretFile: undefined,
  login: false,
  engine: undefined,
  dryRun: false,
  unfinished: undefined,
  yes: false,
}
