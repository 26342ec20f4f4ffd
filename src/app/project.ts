import type { Project } from '../deepgram/project.ts'
import { DgshError } from '../errors.ts'
import { safeText } from '../ui/safe-text.ts'
import { type Choosable, chooseOne } from './choose.ts'
import type { Context, Parts } from './context.ts'

/** Projects to choose from, shown as `id  name`. */
export function projectChoices(projects: readonly Project[]): Choosable<Project> {
  return {
    noun: 'project',
    items: projects,
    idOf: ({ id }) => id,
    nameOf: ({ id, name }) => safeText(`${id}  ${name}`),
    labelOf: ({ name }) => name,
  }
}

/** The project in use: the setting; without one, the only project of the key, or the one picked on a terminal. */
export async function resolveProject(context: Context): Promise<string> {
  const { project } = await context.settings()
  if (project.value !== undefined) return project.value
  const projects = await (await context.remote.api()).listProjects()
  return (
    await chooseOne(context.io, projectChoices(projects), {
      how: 'to choose one for good: dgsh projects use <id>\nor pass --project with one of these',
    })
  ).id
}

/** The seconds that the project's name is worth: it is asked for beside the list. */
const SECONDS = 2

/** Returns the name of a project; undefined where Deepgram does not tell it soon. */
export async function findProjectName(
  project: string,
  context: Parts<'messages' | 'remote'>,
): Promise<string | undefined> {
  try {
    const key = await context.remote.apiKey()
    if (key === undefined) return undefined
    const api = await context.remote.apiWith(key.value, SECONDS)
    return (await api.listProjects()).find(({ id }) => id === project)?.name
  } catch (error) {
    if (!(error instanceof DgshError)) throw error
    context.messages.debug(`the name of the project is not known: ${error.message}`)
    return undefined
  }
}
