import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type AuditOptions, run } from '../../../../src/commands/creds/audit/audit.ts'
import type { OperationRecord } from '../../../../src/journal/operation.ts'
import { secretName } from '../../../../src/store/store.ts'
import { apiContext } from '../../../helpers/api-context.ts'
import type { Answer } from '../../../helpers/api-server.ts'
import type { TestSetup } from '../../../helpers/context.ts'
import { type DockerHome, dockerHome } from '../../../helpers/docker-home.ts'
import { entryFor } from '../../../helpers/entry-name.ts'
import { atApi, leaveOperations } from '../../../helpers/operations.ts'
import {
  CREDENTIALS_PATH,
  historyEntry,
  idOf,
  listAnswer,
  listEntry,
  PROJECT_ID,
  SECRET,
} from '../../../helpers/samples.ts'
import { DAY } from './facts.ts'

/** The path of the members. */
export const MEMBERS = `/v1/projects/${PROJECT_ID}/members`
/** Who owns the credentials of the samples. */
export const ADA = { member_id: '3376abcd-8e5e-49d3-92d4-876d3a4f0363', email: 'ada@example.com' }
/** Another member. */
export const BOB = { member_id: 'b0b', email: 'bob@example.com' }

/** A time of creation that is not old. */
export const created = '2025-12-31T00:00:00Z'
/** A credential in which nothing is found. */
export const good = listEntry(1, { created })
/** One that is old. */
export const aged = listEntry(1, { created: '2025-09-01T00:00:00Z' })
/** Another in which nothing is found, of another owner. */
export const ofBob = { ...listEntry(2, { created }), member: BOB }

/** What differs from an account and a machine in which nothing is found. */
export interface Surroundings extends TestSetup {
  members?: Answer
  /** Whose logins are looked for. */
  home?: DockerHome
  /** Those whose secrets are in the store. */
  kept?: readonly number[]
  operations?: readonly OperationRecord[]
  /** The credentials that were given to an engine. */
  delivered?: readonly number[]
}

/** Makes a Context for an audit of the credentials of these entries. */
export async function setUp(entries: object[], surroundings: Surroundings = {}) {
  const {
    members,
    delivered = [1, 2],
    home = dockerHome(),
    kept = [],
    operations = [],
    ...setup
  } = surroundings
  const made = await apiContext(
    {
      [`GET ${CREDENTIALS_PATH}`]: { body: listAnswer(...entries) },
      [`GET ${MEMBERS}`]: members ?? { body: { members: [ADA, BOB] } },
    },
    { ...setup, env: { ...home.env, ...setup.env } },
  )
  const { state } = made.context.host.paths
  mkdirSync(state)
  leaveOperations(state, ...atApi(made.context.host.env.DGSH_API_URL, operations))
  const nameFor = (name: string) =>
    setup.flags?.registry === undefined ? name : entryFor(name, setup.flags.registry)
  const secrets = Object.fromEntries(kept.map((number) => [nameFor(secretName(idOf(number))), SECRET]))
  if (kept.length > 0) writeFileSync(join(state, 'store.json'), JSON.stringify(secrets), { mode: 0o600 })
  const lines = delivered.map((number) => `${JSON.stringify(historyEntry(number))}\n`)
  writeFileSync(join(state, 'history.jsonl'), lines.join(''))
  return made
}

/** Audits them. */
export async function auditOf(
  entries: object[],
  setup: Surroundings = {},
  options: Partial<AuditOptions> = {},
) {
  const { context, stdout, stderr } = await setUp(entries, setup)
  const code = await run(
    { maxAge: 90 * DAY, failOn: 'medium', all: false, sarif: false, ...options },
    context,
  )
  return { code, stdout: stdout(), stderr: stderr() }
}

/** For what scripts read. */
export const json = { flags: { output: 'json' } }
