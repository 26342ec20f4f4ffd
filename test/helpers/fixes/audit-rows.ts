import type { FixName } from '../../../src/app/fix.ts'
import { killedAt } from '../dgsh.ts'
import { createdCredential, knownCredential } from '../lifecycle.ts'
import type { FixRow } from './row.ts'
import type { FixWorld } from './world.ts'

/** A credential of the sandbox that is older than the audit allows, and one that has no comment either. */
const OLD = knownCredential('2e90c5ab-1d73-4f68-8b04-e3f7a6d9125c')
const NO_COMMENT = 'b05e7a8c-f392-4d16-8c4b-d1a6930f2e75'

const create = ({ dgsh }: FixWorld, comment: string, env = {}) =>
  dgsh(['creds', 'create', '--comment', comment, '--scope', 'api', '--scope', 'engine'], { env })

const createTwice = async (world: FixWorld) => [await create(world, 'Edge 7'), await create(world, 'Edge 7')]

const logIn = ({ dgsh }: FixWorld, { id, secret }: { id: string; secret: string }, engine: string) =>
  dgsh(
    [
      'login',
      id,
      '--secret-stdin',
      '--engine',
      engine,
      ...(engine === 'docker' ? [] : ['--tls-verify=false']),
    ],
    {
      input: secret,
    },
  )

const yes = (fix: string) => `${fix} --yes`

/** What is put in the place of another is used by nobody here, so that the other can be deleted. */
const deleteOther = (id: string) => (fix: string) =>
  `${fix.replace("'<what it is for>'", "'Edge 9'")} && dgsh creds delete ${id} --yes`

/** The fixes of `dgsh creds audit`. */
export const AUDIT_ROWS = {
  'resume-operation': {
    ...{ by: 'audit', finding: 'interrupted', fix: /^dgsh creds create --resume$/, carryOut: yes },
    arrange: (world) => create(world, 'left', killedAt('after stored')),
  },
  'finish-rotation': {
    ...{ by: 'audit', finding: 'old', fix: new RegExp(`${NO_COMMENT} --finish$`), carryOut: yes },
    arrange: ({ dgsh }) => dgsh(['creds', 'rotate', NO_COMMENT, '--keep-old']),
  },
  rotate: {
    ...{ by: 'audit', finding: 'old', fix: new RegExp(`^dgsh creds rotate ${OLD.id}$`), carryOut: yes },
    arrange: (world) => logIn(world, OLD, 'docker'),
  },
  'rotate-keep-old': {
    ...{ by: 'audit', finding: 'old', fix: new RegExp(`${NO_COMMENT} --keep-old$`) },
    arrange: () => {},
    leaves: /--finish$/,
  },
  'create-narrower': {
    ...{
      by: 'audit',
      finding: 'all-products',
      fix: /^dgsh creds create --scope api --scope engine --comment /,
    },
    arrange: () => {},
    carryOut: (fix, { findingId }) => deleteOther(findingId ?? '')(fix),
  },
  'create-with-comment': {
    ...{ by: 'audit', finding: 'no-comment', fix: /^dgsh creds create .*'<what it is for>'$/ },
    arrange: () => {},
    carryOut: deleteOther(NO_COMMENT),
  },
  'delete-duplicate': {
    ...{ by: 'audit', finding: 'duplicate', fix: /^dgsh creds delete /, arrange: createTwice, carryOut: yes },
  },
  'compare-duplicates': {
    ...{ by: 'audit', finding: 'duplicate', fix: /^dgsh where /, programs: ['docker', 'skopeo'] },
    arrange: async (world) => {
      await createTwice(world)
      await logIn(world, createdCredential(1), 'docker')
      await logIn(world, createdCredential(2), 'skopeo')
    },
    leaves: /^dgsh where /,
  },
  'find-undelivered': {
    ...{ by: 'audit', finding: 'never-delivered', fix: /^dgsh where /, leaves: /^dgsh where / },
    arrange: (world) => logIn(world, OLD, 'docker'),
  },
} satisfies Partial<Record<FixName, FixRow>>
