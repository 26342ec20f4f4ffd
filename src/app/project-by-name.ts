import type { Project } from '../deepgram/project.ts'
import { DgshError } from '../errors.ts'
import type { GlobalFlags } from '../ports.ts'
import { findByPrefix } from './choose.ts'
import type { Parts } from './context.ts'
import type { OpenContext } from './open-context.ts'
import { projectChoices } from './project.ts'

/**
 * Returns the global options with the id of the project that `--project` names: by its name, a part of it that no other has, or the
 * start of its id. What names none stays as it is: the setting or Deepgram says what is wrong with it. Asks Deepgram for the
 * projects; without an API key nothing is asked. Throws a usage error that lists the projects where several match.
 */
export async function withProjectId(flags: GlobalFlags, open: OpenContext): Promise<GlobalFlags> {
  const { project: name = '', ...others } = flags
  const unbound = open(others)
  if ((await unbound.remote.apiKey()) === undefined) return flags
  const projects = await listProjects(name, unbound)
  const id = projects === undefined ? undefined : idOf(name, projectChoices(projects))
  return id === undefined ? flags : { ...flags, project: id }
}

/** One word may be an id after all, and a key that cannot list projects may still use one. */
async function listProjects(
  name: string,
  context: Parts<'host' | 'remote'>,
): Promise<readonly Project[] | undefined> {
  try {
    return await (await context.remote.api()).listProjects()
  } catch (error) {
    if (!(error instanceof DgshError) || context.host.signal.aborted || /\s/.test(name)) throw error
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
