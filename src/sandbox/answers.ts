import { listScopes } from './scopes.ts'
import type { Project, StoredCredential } from './seed.ts'
import { secretOf, usernameOf } from './state.ts'

/** A project as `GET /v1/projects` lists it. */
export function projectAnswer({ id, name }: Project) {
  return { project_id: id, name }
}

/**
 * A credential as list and show give it, nested under its owner and without username and secret. `comment` and
 * `tags` are left out when there are none (Deepgram's API reference and Rust SDK).
 */
export function credentialAnswer(credential: StoredCredential) {
  const { member_id, email } = credential.owner
  return {
    member: { member_id, email },
    distribution_credentials: {
      distribution_credentials_id: credential.id,
      provider: 'quay',
      ...commonFields(credential),
    },
  }
}

/** The answer to create: bare, and the only one with username and secret (Deepgram's Rust SDK). */
export function createdAnswer(credential: StoredCredential) {
  return {
    distribution_credentials_id: credential.id,
    provider: 'quay',
    username: usernameOf(credential),
    secret: secretOf(credential),
    ...commonFields(credential),
  }
}

function commonFields({ comment, products, tags, created }: StoredCredential) {
  return {
    ...(comment === undefined ? {} : { comment }),
    scopes: listScopes(products),
    ...(tags.length === 0 ? {} : { tags }),
    created,
  }
}
