import { type ClientOptions, createClient } from './client.ts'
import { type Credential, credentialListSchema, credentialSchema } from './credential.ts'
import { type Member, memberListSchema } from './member.ts'
import { type Project, projectListSchema } from './project.ts'

/** The part of Deepgram's management API that dgsh uses, with one API key. Every call may throw a DgshError. */
export interface DeepgramApi {
  listProjects(): Promise<Project[]>
  /** The credentials of a project that the key may see, in the server's order. */
  listCredentials(projectId: string): Promise<Credential[]>
  /** One credential by its full id. Throws `credential_not_found`. */
  getCredential(projectId: string, id: string): Promise<Credential>
  /** The members of a project. */
  listMembers(projectId: string): Promise<Member[]>
}

/** Makes the API over one HTTP client. Paths: Deepgram's API reference, "Self-Hosted". */
export function createApi(options: ClientOptions): DeepgramApi {
  const client = createClient(options)
  const credentials = (projectId: string) => [
    'v1',
    'projects',
    projectId,
    'self-hosted',
    'distribution',
    'credentials',
  ]
  return {
    listProjects: () => client.get({ path: ['v1', 'projects'], schema: projectListSchema }),
    listCredentials: (projectId) =>
      client.get({ path: credentials(projectId), projectId, schema: credentialListSchema }),
    getCredential: (projectId, id) =>
      client.get({
        path: [...credentials(projectId), id],
        projectId,
        credentialId: id,
        schema: credentialSchema,
      }),
    listMembers: (projectId) =>
      client.get({ path: ['v1', 'projects', projectId, 'members'], projectId, schema: memberListSchema }),
  }
}
