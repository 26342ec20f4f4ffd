import type { Project } from '../deepgram/project.ts'
import { DgshError } from '../errors.ts'
import { findByPrefix } from './choose.ts'
import type { Context } from './context.ts'
import { projectChoices } from './project.ts'

/**
 * Returns the Context with the id of the project that `--project` names: by its name, a part of it that no other has, or the
 * start of its id. What names none stays as it is: the setting or Deepgram says what is wrong with it. Asks Deepgram for the
 * projects; without an API key nothing is asked. Throws a usage error that lists the projects where several match.
 */
export async function withProjectId(name: string, context: Context): Promise<Context> {
  const { project: _, ...others } = context.flags
  const unbound = context.withFlags(others)
  if ((await unbound.apiKey()) === undefined) return context
  const projects = await listProjects(name, unbound)
  const id = projects === undefined ? undefined : idOf(name, projectChoices(projects))
  if (id === undefined || id === name) return context
  const flags = { ...context.flags, project: id }
  return context.withFlags(flags, flags)
}

/** One word may be an id after all, and a key that cannot list projects may still use one. */
async function listProjects(name: string, context: Context): Promise<readonly Project[] | undefined> {
  try {
    return await (await context.api()).listProjects()
  } catch (error) {
    if (!(error instanceof DgshError) || context.signal.aborted || /\s/.test(name)) throw error
    return undefined
  }
}

function idOf(name: string, choices: ReturnType<typeof projectChoices>): string | undefined {
  try {
    return findByPrefix(name, choices).id
  } catch (error) {
    if (error instanceof DgshError && error.code === 'project_not_found') return undefined
    throw error
  }
}
