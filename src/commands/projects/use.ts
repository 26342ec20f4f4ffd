import { chooseOne, findByPrefix } from '../../app/choose.ts'
import type { Context } from '../../app/context.ts'
import { projectChoices } from '../../app/project.ts'

/** The arguments of `dgsh projects use`. */
export interface UseOptions {
  /** An id or the start of one; left out: the only project, or a picker. */
  id?: string | undefined
}

/** `dgsh projects use`: checks that the key may see the project, and remembers it in the profile. */
export async function run({ id }: UseOptions, context: Context): Promise<number> {
  const choices = projectChoices(await (await context.remote.api()).listProjects())
  const project =
    id === undefined ? await chooseOne(context.io, choices, { how: 'name one' }) : findByPrefix(id, choices)
  const { profile } = await context.settings()
  await (await context.settingsFile()).changeProfile(profile.value, { project: project.id })
  context.messages.say(`Profile ${profile.value} now uses project ${choices.nameOf(project)}.`)
  if (context.host.env.DEEPGRAM_PROJECT_ID)
    context.messages.note('DEEPGRAM_PROJECT_ID is set and overrides the profile')
  return 0
}
