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
