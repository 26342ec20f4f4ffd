import * as v from 'valibot'
import { DgshError } from '../errors.ts'
import { type ClientOptions, createClient } from './client.ts'
import {
  type Credential,
  credentialArraySchema,
  credentialListSchema,
  credentialSchema,
} from './credential.ts'
import { type CreatedCredential, createdSchema, createRequest, type NewCredential } from './new-credential.ts'
import { type Member, memberListSchema, type Project, projectListSchema } from './project.ts'

/** The part of Deepgram's management API that dgsh uses, with one API key. Every call may throw a DgshError. */
export interface DeepgramApi {
  listProjects(): Promise<Project[]>
  /** The credentials of a project that the key may see, in the server's order. */
  listCredentials(projectId: string): Promise<Credential[]>
  /** One credential by its full id. Throws `credential_not_found`. */
  getCredential(projectId: string, id: string): Promise<Credential>
  /**
   * Creates a credential. The caller has to give the secret to `context.protect` before anything else. What was granted
   * may differ from what was asked for: no scopes in the answer, or more than were wanted, is the caller's to judge.
   *
   * Sent again only where it surely was not processed. Each error tells by its `mayHaveHappened` whether the credential may
   * be there all the same, an interruption included: then look at the list, and do not call this again before.
   */
  createCredential(projectId: string, wanted: NewCredential): Promise<CreatedCredential>
  /**
   * True when the project's list has the credential. A list without its array does not tell; then the credential itself is
   * asked for.
   */
  isListed(projectId: string, id: string): Promise<boolean>
  /**
   * Asks for the deletion of a credential, and with it of its login. What Deepgram answers is no proof: {@link isListed}
   * tells. `already gone`: an attempt of this call had no clear answer, and the next one did not find the credential any
   * more. Throws `credential_not_found` when it was not there at first; an error with `mayHaveHappened`, as for an answer
   * that no document has, leaves open whether it is there.
   */
  deleteCredential(projectId: string, id: string): Promise<'deleted' | 'already gone'>
  /** Returns the time by Deepgram's clock, as its last answer told it: this machine's may be wrong. */
  now(): Date
  /** The members of a project. */
  listMembers(projectId: string): Promise<Member[]>
}

/** Makes the API over one HTTP client. Paths: Deepgram's API reference, "Self-Hosted". */
export function createApi(options: ClientOptions): DeepgramApi {
  const client = createClient(options)
  const project = (projectId: string) => ['v1', 'projects', projectId]
  const credentials = (projectId: string) => [
    ...project(projectId),
    ...['self-hosted', 'distribution', 'credentials'],
  ]
  const getCredential = (projectId: string, id: string) =>
    client.get({
      path: [...credentials(projectId), id],
      projectId,
      credentialId: id,
      schema: v.pipe(
        credentialSchema,
        v.check((answer) => isSameId(answer.id, id)),
      ),
    })
  return {
    now: client.now,
    listProjects: () => client.get({ path: ['v1', 'projects'], schema: projectListSchema }),
    listCredentials: (projectId) =>
      client.get({ path: credentials(projectId), projectId, schema: credentialListSchema }),
    getCredential,
    async isListed(projectId, id) {
      const schema = credentialArraySchema
      const listed = await client.get({ path: credentials(projectId), projectId, schema })
      if (listed !== undefined) return listed.some((credential) => isSameId(credential.id, id))
      return getCredential(projectId, id).then(() => true, unlessNotFound)
    },
    async createCredential(projectId, wanted) {
      const path = credentials(projectId)
      const created = await client.post({
        path,
        projectId,
        schema: createdSchema,
        ...createRequest(wanted),
      })
      // What is the API key is no secret of a credential, and would be sent to the registry.
      return created.secret === options.apiKey ? { ...created, secret: undefined } : created
    },
    deleteCredential: (projectId, id) =>
      client.delete({ path: [...credentials(projectId), id], projectId, credentialId: id }),
    listMembers: (projectId) =>
      client.get({ path: [...project(projectId), 'members'], projectId, schema: memberListSchema }),
  }
}

/** UUIDs are the same in either case (RFC 9562, 4). */
function isSameId(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}

function unlessNotFound(error: unknown): false {
  if (error instanceof DgshError && error.code === 'credential_not_found') return false
  throw error
}
