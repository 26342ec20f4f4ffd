import { randomUUID } from 'node:crypto'
import type { Context } from '../../app/context.ts'
import type { NewCredential } from '../../deepgram/new-credential.ts'
import type { OperationLog } from '../../journal/journal.ts'
import type { Creation } from '../../journal/operation.ts'
import { dropSecretFile, reserveSecretFile } from '../../store/secret-file.ts'
import type { Store } from '../../store/store.ts'
import type { EngineName } from '../../vocabulary.ts'
import { listIds } from '../find-created.ts'
import { obtain } from '../obtain.ts'
import { freshOperation } from '../operating.ts'
import { reportIfLeft } from '../unfinished.ts'
import { type Finishing, finishCreation } from './finish.ts'
import { rescueSecret } from './rescue.ts'

/** What to create, and what to do with it. */
export interface CreationPlan extends Pick<Finishing, 'showSecret' | 'report'> {
  wanted: NewCredential
  project: string
  store: Store
  /** The engine to log in. */
  engine: EngineName | undefined
  /** The file that gets the secret, too; it must not exist. */
  secretFile: string | undefined
}

/** Creates a credential, from the first entry in the journal to the login. Throws as {@link finishCreation} does. */
export async function create(plan: CreationPlan, context: Context): Promise<void> {
  const { project, store, secretFile, showSecret, report } = plan
  const known = await listIds(project, context.remote)
  if (secretFile !== undefined) reserveSecretFile(secretFile)
  try {
    const log = await begin(plan, known, context)
    const finishing = { log, store, showSecret, report }
    await reportIfLeft(log, context, async () => {
      const obtained = await obtain(
        { log, store, rescue: (unkept) => rescueSecret(unkept, finishing, context) },
        context,
      )
      await finishCreation(obtained, finishing, context)
    })
  } finally {
    if (secretFile !== undefined) dropSecretFile(secretFile)
  }
}

async function begin(
  { wanted, project, store, engine, secretFile }: CreationPlan,
  known: string[],
  context: Context,
): Promise<OperationLog<Creation>> {
  return (await context.journal()).begin<Creation>({
    ...(await freshOperation(context)),
    kind: 'create',
    id: randomUUID(),
    ...{ wanted, project, known, secretFile },
    store: store.name,
    targets: engine === undefined ? [] : [{ kind: 'login', engine }],
  })
}
