import * as v from 'valibot'
import { idSchema, listObject } from './answer.ts'

/** A Deepgram project. */
export interface Project {
  id: string
  name: string
}

/** The answer of `GET /v1/projects`: the projects the API key may see. */
export const projectListSchema = v.pipe(
  listObject({
    projects: v.nullish(v.array(v.object({ project_id: idSchema, name: v.nullish(v.string()) }))),
  }),
  v.transform((answer): Project[] =>
    (answer.projects ?? []).map(({ project_id, name }) => ({ id: project_id, name: name ?? '' })),
  ),
)

/** Somebody of a project. */
export interface Member {
  member_id: string
  /** Undefined where the caller may not see it. */
  email: string | undefined
}

/** The answer of `GET /v1/projects/{project_id}/members`. */
export const memberListSchema = v.pipe(
  listObject({
    members: v.nullish(v.array(v.object({ member_id: idSchema, email: v.nullish(v.string()) }))),
  }),
  v.transform((answer): Member[] =>
    (answer.members ?? []).map(({ member_id, email }) => ({ member_id, email: email ?? undefined })),
  ),
)
