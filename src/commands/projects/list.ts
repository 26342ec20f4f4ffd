import type { Context } from '../../app/context.ts'
import { writeListing } from '../../app/write.ts'
import type { Project } from '../../deepgram/project.ts'
import type { Listing } from '../../ui/column.ts'

/** `dgsh projects list`. */
export async function run(context: Context): Promise<number> {
  const projects = await (await context.remote.api()).listProjects()
  const { project } = await context.settings()
  await writeListing(context, listingOf(projects, project.value), 'the API key sees no projects')
  return 0
}

function listingOf(projects: readonly Project[], current: string | undefined): Listing<Project> {
  return {
    rows: projects,
    columns: [
      { name: 'id', header: 'ID', value: ({ id }) => id, paint: 'id' },
      { name: 'name', header: 'NAME', value: ({ name }) => name, wrapsTo: 12 },
      {
        name: 'current',
        header: 'CURRENT',
        value: ({ id }) => (id === current ? '*' : ''),
        screen: ({ id }) => (id === current ? 'in use' : ''),
      },
    ],
    id: ({ id }) => id,
    data: ({ id, name }) => ({ id, name, current: id === current }),
  }
}
