import * as v from 'valibot'
import { idSchema, listObject } from './answer.ts'

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
