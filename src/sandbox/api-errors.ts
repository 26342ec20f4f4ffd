/** An error answer of the management API: status and body, which is text or sent as JSON. */
export interface ApiError {
  status: 400 | 401 | 403 | 404 | 413 | 500
  body: string | Record<string, string>
}

/** The errors of the management API, in the shapes and words of Deepgram's page "Errors". */
export interface ApiErrors {
  /** 401, `{err_code, err_msg, request_id}`: no API key, a wrong one, or one sent as Bearer. */
  invalidAuth(): ApiError
  /** 404, `{err_code, err_msg, request_id}`: an unknown project, or somebody else's. */
  projectNotFound(): ApiError
  /** 403, `{category, message, details, request_id}`: the API key lacks a scope. */
  insufficientPermissions(scope: string): ApiError
  /** 404, `{category, message, details, request_id}`; the words of the real one are not known. */
  credentialNotFound(id: string): ApiError
}

/** Makes the errors; `nextRequestId` gives the `request_id` of each. */
export function createApiErrors(nextRequestId: () => string): ApiErrors {
  const coded = (err_code: string, err_msg: string) => ({ err_code, err_msg, request_id: nextRequestId() })
  const categorised = (category: string, message: string, details: string) => ({
    category,
    message,
    details,
    request_id: nextRequestId(),
  })
  return {
    invalidAuth: () => ({ status: 401, body: coded('INVALID_AUTH', 'Invalid credentials.') }),
    projectNotFound: () => ({ status: 404, body: coded('PROJECT_NOT_FOUND', 'Project not found.') }),
    insufficientPermissions: (scope) => ({
      status: 403,
      body: categorised(
        'INSUFFICIENT_PERMISSIONS',
        'Your account does not have the required scope to perform that action for this project.',
        `Check that your account has the '${scope}' scope for this project.`,
      ),
    }),
    credentialNotFound: (id) => ({
      status: 404,
      body: categorised(
        'NOT_FOUND',
        'Distribution credentials not found.',
        `There are no distribution credentials ${id} in this project.`,
      ),
    }),
  }
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** 404 in plain text for an id that is no UUID, in the words of Rust's uuid crate; undefined for one that is. */
export function malformedUuid(text: string): ApiError | undefined {
  if (UUID.test(text)) return undefined
  const strange = /[^0-9a-f-]/i.exec(text)
  const problem =
    strange === null
      ? `invalid length: expected one of [36, 32], found ${text.length}`
      : `invalid character: expected an optional prefix of \`urn:uuid:\` followed by [0-9a-zA-Z], found \`${strange[0]}\` at ${strange.index + 1}`
  return { status: 404, body: `UUID parsing failed: ${problem}` }
}
