import { deriveApiKey } from './derive.ts'
import { HELD_PRODUCTS } from './scopes.ts'

/** Somebody of a project. */
export interface Member {
  member_id: string
  email: string
  /** The roles, as `GET …/members` gives them. */
  scopes: string[]
}

/** A project that the API key sees. */
export interface Project {
  id: string
  name: string
  /** False: the project has no self-hosted access, and each question about its credentials is refused. */
  selfHosted: boolean
  members: Member[]
}

/** A credential as the sandbox keeps it; its secret follows from its id. */
export interface StoredCredential {
  id: string
  projectId: string
  owner: Member
  /** The last parts of its scopes, e.g. `api`. */
  products: string[]
  comment: string | undefined
  tags: string[]
  /** RFC 3339 with microseconds, UTC. */
  created: string
}

/** The sandbox's API key, the same in each run. */
export const API_KEY = deriveApiKey('operations')

const priya: Member = {
  member_id: '5d0c2f4b-7a52-4b0e-9a37-1c2d8f6e4b10',
  email: 'priya@example.com',
  scopes: ['owner'],
}
const jonas: Member = {
  member_id: 'a94e6b1d-03f8-4c6a-8d25-7be0f1932c54',
  email: 'jonas@example.com',
  scopes: ['admin'],
}
const pipeline: Member = {
  member_id: 'c7310e98-56ad-4f1b-b0e4-29d4a8c5f763',
  email: 'release-pipeline@example.com',
  scopes: ['member'],
}

/** The projects, that of the credentials first. The first member of each is the API key's owner. */
export const PROJECTS: readonly Project[] = [
  {
    id: '3f8b2c61-9d47-4e05-a1c8-6b7d20f4e593',
    name: 'Contact centre, self-hosted',
    selfHosted: true,
    members: [priya, jonas, pipeline],
  },
  {
    id: '81d5e0aa-2b6c-4f93-8e17-d4a9035c7b2e',
    name: 'Voice lab',
    selfHosted: true,
    members: [priya, jonas],
  },
  {
    id: 'e62a7f19-c0b4-4d38-95fa-0f83b1d6a47c',
    name: 'Marketing site captions',
    selfHosted: false,
    members: [priya],
  },
]

/** The credentials that are there when the sandbox starts, new copies at each call. */
export function seedCredentials(projectId: string): StoredCredential[] {
  return CREDENTIALS.map((credential) => structuredClone({ ...credential, projectId }))
}

const CREDENTIALS: readonly Omit<StoredCredential, 'projectId'>[] = [
  {
    id: '8b1f4d07-6c2e-4a95-b3d8-50e7c9a1f264',
    owner: jonas,
    products: ['api', 'engine'],
    comment: 'Production cluster, Frankfurt',
    tags: ['prod', 'eu-central'],
    created: '2026-02-17T09:12:44.318207Z',
  },
  {
    id: '2e90c5ab-1d73-4f68-8b04-e3f7a6d9125c',
    owner: priya,
    products: [...HELD_PRODUCTS],
    comment: 'Prüfstand München: alle Produkte, für Abnahmen',
    tags: ['staging'],
    created: '2025-11-03T14:40:02.005913Z',
  },
  {
    id: 'f4a7d316-8e0b-4c52-9f61-2b5c08e7d3a9',
    owner: jonas,
    products: ['license-proxy'],
    comment: 'License proxy in the DMZ',
    tags: [],
    created: '2025-06-28T20:01:41.642434Z',
  },
  {
    id: '6d3c9e52-4a1f-4b87-a0d6-97f2e8b5c41d',
    owner: priya,
    products: ['api', 'engine', 'voice-agent'],
    comment: '東京リージョン検証用(期間限定)',
    tags: ['apac', 'pilot'],
    created: '2026-04-09T01:55:30.770086Z',
  },
  {
    id: 'b05e7a8c-f392-4d16-8c4b-d1a6930f2e75',
    owner: jonas,
    products: ['api', 'engine'],
    comment: undefined,
    tags: [],
    created: '2023-06-28T20:01:41.642434Z',
  },
  {
    id: '97c2f1e4-5b8d-4e30-b7a9-0c6d4f83a215',
    owner: pipeline,
    products: ['api', 'engine', 'billing', 'dgtools'],
    comment:
      'Nightly mirror into the air-gapped registry; owned by the release pipeline, ask in the platform channel before it is deleted',
    tags: ['ci', 'mirror', 'air-gapped'],
    created: '2025-01-20T06:30:00.000512Z',
  },
]
