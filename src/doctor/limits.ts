/** How long a store may take: more than that is a store that waits for somebody. */
export const STORE_SECONDS = 3

/** How long a credential helper may take that is tried out: it is asked twice. */
export const HELPER_SECONDS = 2 * STORE_SECONDS

/** How long a program may take that only tells of itself. */
export const PROGRAM_SECONDS = 3
