import type { Streams } from '../../../app/context.ts'
import { problemOfComment } from '../../../credentials/comment.ts'
import { ALL_PRODUCTS, KNOWN_SCOPES, USUAL_SCOPES } from '../../../credentials/scopes.ts'
import { shortScope } from '../../../deepgram/names.ts'
import type { NewCredential } from '../../../deepgram/new-credential.ts'
import { DgshError } from '../../../errors.ts'

/** What was asked for; what is undefined was not said. */
export interface Wishes {
  comment: string | undefined
  /** Full names; `all` for every product. */
  scopes: readonly string[] | 'all' | undefined
  tags: readonly string[]
  provider: string
}

/**
 * Returns what to ask Deepgram for, and prompts for what is missing. Throws `input_required` where prompts are disabled: without
 * scopes the server would grant every product.
 */
export async function askWanted(wishes: Wishes, io: Streams): Promise<NewCredential> {
  requireAnswers(wishes, io)
  const comment = wishes.comment ?? (await askComment(io))
  const scopes = wishes.scopes ?? (await askScopes(io))
  return {
    provider: wishes.provider,
    comment,
    scopes: scopes === 'all' ? [ALL_PRODUCTS] : [...scopes],
    tags: [...wishes.tags],
  }
}

function requireAnswers({ comment, scopes }: Wishes, { canPrompt }: Streams): void {
  if (canPrompt) return
  const missing = [
    comment === undefined ? ['--comment <text>'] : [],
    scopes === undefined ? ['--scope api --scope engine'] : [],
  ].flat()
  if (missing.length === 0) return
  const nouns = [comment === undefined ? ['the comment'] : [], scopes === undefined ? ['the scopes'] : []]
  throw new DgshError(
    'input_required',
    `${nouns.flat().join(' and ')} ${missing.length === 1 && comment === undefined ? 'is' : 'are'} missing (prompts are disabled)`,
    {
      hint: `pass ${missing.join(' ')}`,
    },
  )
}

async function askComment(io: Streams): Promise<string> {
  const prompt = await io.prompt()
  return (await prompt.text('Comment (what it is for)', problemOfComment)).trim()
}

async function askScopes(io: Streams): Promise<string[]> {
  const choices = KNOWN_SCOPES.map((scope) => ({
    name: shortScope(scope),
    value: scope,
    ticked: USUAL_SCOPES.includes(scope),
  }))
  const scopes = await (await io.prompt()).tick('Which scopes?', choices)
  if (scopes.length > 0) return scopes
  throw new DgshError('input_required', 'no scope is ticked, and a credential without one opens nothing', {
    hint: 'tick one with the space bar',
  })
}
