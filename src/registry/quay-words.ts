/** Why a login was refused; `rejected` where the registry does not say. */
export type RefusalReason = 'wrong-secret' | 'deleted' | 'disabled' | 'rejected'

/** Quay's words for each case (`data/model/user.py` and `auth/credentials.py` of its source), matched softly. */
const WORDS: readonly [RegExp, RefusalReason][] = [
  [/and supplied password/i, 'wrong-secret'],
  [/could not find robot/i, 'deleted'],
  [/: Robot \S+ owner \S+ is disabled|: Namespace is disabled/i, 'disabled'],
]

/** Returns why Quay refuses a login, from its own words or from an engine that quotes them; undefined for other words. */
export function readReason(said: string): RefusalReason | undefined {
  return WORDS.find(([pattern]) => pattern.test(said))?.[1]
}
