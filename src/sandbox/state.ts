import { deriveSecret, deriveUuid } from './derive.ts'
import { PROJECTS, type Project, type StoredCredential, seedCredentials } from './seed.ts'

/** What is asked for in a new credential. */
export interface NewCredential {
  comment: string
  products: string[]
  tags: string[]
}

/** How a login at the registry goes: the credential, or what is wrong. */
export type Login = { credential: StoredCredential } | { failed: 'unknown robot' | 'wrong secret' }

/** What changes while the sandbox runs. Both servers look at the same one. */
export interface SandboxState {
  findProject(id: string): Project | undefined
  /** The credentials of a project: the seeded ones that are left, then the created ones in their order. */
  list(project: Project): StoredCredential[]
  find(project: Project, id: string): StoredCredential | undefined
  /** Adds a credential, which the API key's owner owns. The nth one has the same id and secret in each run. */
  create(project: Project, wanted: NewCredential): StoredCredential
  /** Deletes a credential, and with it its login. False if there is none. */
  remove(project: Project, id: string): boolean
  logIn(username: string, secret: string): Login
}

/** What a state needs from outside. */
export interface StateOptions {
  /** The time of creation. */
  now: () => Date
  /** Asked at each creation: the milliseconds during which the registry does not know the new credential. */
  registryLag: () => number
}

/** A fresh state with the seeded credentials. */
export function createState({ now, registryLag }: StateOptions): SandboxState {
  let credentials = PROJECTS.slice(0, 1).flatMap((project) => seedCredentials(project.id))
  const knownFrom = new Map<StoredCredential, number>()
  let creations = 0
  const find = (project: Project, id: string) =>
    credentials.find((credential) => credential.projectId === project.id && credential.id === id)
  return {
    find,
    findProject: (id) => PROJECTS.find((project) => project.id === id),
    list: (project) => credentials.filter((credential) => credential.projectId === project.id),
    create(project, wanted) {
      creations += 1
      const credential = newCredential(project, wanted, `credential ${creations}`, now())
      credentials = [...credentials, credential]
      knownFrom.set(credential, performance.now() + registryLag())
      return credential
    },
    remove(project, id) {
      const found = find(project, id)
      credentials = credentials.filter((credential) => credential !== found)
      return found !== undefined
    },
    logIn(username, secret) {
      const credential = credentials.find((candidate) => usernameOf(candidate) === username)
      const isKnown = credential !== undefined && performance.now() >= (knownFrom.get(credential) ?? 0)
      if (!isKnown) return { failed: 'unknown robot' }
      return secretOf(credential) === secret ? { credential } : { failed: 'wrong secret' }
    },
  }
}

/** The registry's username of a credential. */
export function usernameOf(credential: StoredCredential): string {
  return `deepgram+${credential.id}`
}

/** The secret of a credential. */
export function secretOf(credential: StoredCredential): string {
  return deriveSecret(credential.id)
}

function newCredential(
  project: Project,
  { comment, products, tags }: NewCredential,
  label: string,
  created: Date,
): StoredCredential {
  const [owner] = project.members
  if (owner === undefined) throw new Error(`project ${project.id} has no members`)
  return {
    id: deriveUuid(label),
    projectId: project.id,
    owner,
    products,
    comment,
    tags,
    created: created.toISOString().replace('Z', '000Z'),
  }
}
