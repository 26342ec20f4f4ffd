import * as v from 'valibot'

/** What can have happened. The words are in the file and in scripts: add, never rename. */
export const HISTORY_ACTIONS = [
  'credential_created',
  'credential_deleted',
  'credential_rotated',
  'secret_stored',
  'secret_forgotten',
  'engine_logged_in',
  'engine_logged_out',
  'helper_installed',
  'helper_uninstalled',
  'api_key_stored',
  'api_key_forgotten',
  'store_changed',
  'profile_removed',
] as const

/** A value of {@link HistoryEntry.action}. */
export type HistoryAction = (typeof HISTORY_ACTIONS)[number]

/** One thing that dgsh did. It holds no secret and no API key. */
export interface HistoryEntry {
  /** When: RFC 3339, UTC. */
  time: string
  action: HistoryAction
  /** The id of the credential that it was done to. */
  credential: string | null
  /** Its comment at that time, by which people know it; older entries have none. */
  comment?: string | undefined
  /** The id of the project. */
  project: string | null
  profile: string
  /** What else is worth knowing, such as `{engine: 'docker', registry: 'quay.io'}` or `{replaced_by: '<id>'}`. */
  detail: Record<string, string>
}

const lineSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    time: v.string(),
    action: v.picklist(HISTORY_ACTIONS),
    credential: v.nullable(v.string()),
    comment: v.optional(v.string()),
    project: v.nullable(v.string()),
    profile: v.string(),
    detail: v.record(v.string(), v.string()),
  }),
)

/** Reads a line of the file; undefined for what is not an entry. */
export function readEntry(line: string): HistoryEntry | undefined {
  const result = v.safeParse(lineSchema, line, { abortEarly: true })
  return result.success ? result.output : undefined
}
