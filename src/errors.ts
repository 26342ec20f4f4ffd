/**
 * The exit code of each kind of error, as the table in README.md promises. The keys are also the `code` of an
 * error's JSON form, so they are part of the contract with scripts: add, never rename.
 */
export const EXIT_CODES = {
  internal: 1,
  failed: 1,
  engine_missing: 1,
  engine_failed: 1,
  config_invalid: 1,
  file_unusable: 1,
  file_locked: 1,
  store_unusable: 1,
  store_locked: 1,
  usage: 2,
  input_required: 2,
  no_api_key: 3,
  api_key_refused: 3,
  not_permitted: 3,
  profile_not_found: 4,
  project_not_found: 4,
  credential_not_found: 4,
  secret_not_found: 4,
  unreachable: 5,
  timeout: 5,
  rate_limited: 5,
  server_error: 5,
  invalid_response: 5,
  registry_unreachable: 5,
  login_refused: 6,
  scopes_differ: 7,
  not_logged_in: 7,
  findings: 7,
  command_unusable: 126,
  command_missing: 127,
  interrupted: 130,
  terminated: 143,
} as const

/** What kind of error it is; decides the exit code through {@link EXIT_CODES}. */
export type ErrorCode = keyof typeof EXIT_CODES

/** What a caller decides by where the code does not say enough. Not reported. */
export type ErrorReason =
  /** What answers is not Deepgram's management API. */
  | 'not_management_api'
  /** The hint has the command that resumes the operation. */
  | 'resume_in_hint'

/** What an error may carry beside its message. */
export interface ErrorDetails {
  /** What the user can do next: one sentence, or several lines for a list to choose from. */
  hint?: string | undefined
  /** Deepgram's `request_id`, for a support ticket. */
  requestId?: string | undefined
  reason?: ErrorReason | undefined
  /** See {@link DgshError.mayHaveHappened}; false when left out. */
  mayHaveHappened?: boolean | undefined
}

/**
 * An error that the user is meant to read: one sentence without a full stop, no secret in it. It never carries
 * the library's error it came from, because those hold request headers and argv.
 */
export class DgshError extends Error {
  override readonly name = 'DgshError'
  readonly hint: string | undefined
  readonly requestId: string | undefined
  readonly reason: ErrorReason | undefined
  /** True when what failed may have been done all the same: it must not be repeated before somebody has looked. Not reported. */
  readonly mayHaveHappened: boolean

  constructor(
    readonly code: ErrorCode,
    message: string,
    details: ErrorDetails = {},
  ) {
    super(message)
    this.hint = details.hint
    this.requestId = details.requestId
    this.reason = details.reason
    this.mayHaveHappened = details.mayHaveHappened === true
  }
}

/** Returns the same error with {@link DgshError.mayHaveHappened}; what is no DgshError stays as it is. */
export function asUnclear(error: unknown): unknown {
  if (!(error instanceof DgshError)) return error
  return new DgshError(error.code, error.message, { ...error, mayHaveHappened: true })
}

const PASSING: readonly ErrorCode[] = [
  ...(['unreachable', 'registry_unreachable', 'timeout', 'rate_limited', 'server_error'] as const),
]

/** Returns true for a failure of an API or a registry that may pass by itself: the same request is worth another try. */
export function isPassing(error: unknown): error is DgshError {
  return error instanceof DgshError && PASSING.includes(error.code)
}

/** Makes an error in how dgsh was called (exit 2). */
export function usageError(message: string, hint?: string): DgshError {
  return new DgshError('usage', message, { hint })
}

/** What is reported of an error; the field names are those of its JSON form. */
export interface ErrorReport {
  code: ErrorCode
  message: string
  hint?: string
  request_id?: string
  exit_code: number
}

/**
 * Turns anything thrown into what is reported of it. An error that is not a {@link DgshError} is a bug: its own text
 * is not shown, because it may hold anything, a request's headers included; `--debug` prints the stack, redacted.
 */
export function reportError(error: unknown): ErrorReport {
  if (error instanceof DgshError) {
    return {
      code: error.code,
      message: error.message,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      ...(error.requestId === undefined ? {} : { request_id: error.requestId }),
      exit_code: EXIT_CODES[error.code],
    }
  }
  if (isMissingPart(error)) {
    return {
      code: 'failed',
      message: 'a part of dgsh is missing: it was upgraded or removed meanwhile',
      hint: 'run the command again; if that does not help, install dgsh again',
      exit_code: EXIT_CODES.failed,
    }
  }
  const kind = error instanceof Error ? error.constructor.name : typeof error
  return {
    code: 'internal',
    message: `this is a bug in dgsh (${kind})`,
    hint: 'please report it with the command and what --debug prints',
    exit_code: EXIT_CODES.internal,
  }
}

function isMissingPart(error: unknown): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND'
}
