import { DgshError, type ErrorCode, type ErrorReason } from '../errors.ts'
import { parseJson } from '../json.ts'

/** What was asked for, as far as an error may tell of it: no headers, no body. */
export interface RequestSummary {
  method: string
  /** The path of the URL, without query. */
  path: string
  /** The host and port asked. */
  host: string
  projectId?: string | undefined
  credentialId?: string | undefined
}

/** What an error answer of Deepgram says, from any of its three shapes. */
export interface ErrorAnswer {
  /** `err_code` or `category`; empty for bare text. */
  code: string
  message: string
  requestId: string | undefined
  /** True for the two shapes that only an API answers: bare text may be of anybody in between. */
  isStructured: boolean
}

/** More is not worked on. What is shown of it is cut where it is shown, after secrets are hidden. */
const LONGEST_MESSAGE = 4000

/**
 * Reads an error answer: `{err_code, err_msg, request_id}`, `{category, message, details, request_id}`, or bare
 * text, of which only one short line that is not a web page is believed.
 */
export function readErrorAnswer(body: string): ErrorAnswer {
  const fields = parseObject(body)
  if (fields === undefined) {
    const line = body.trim().split('\n', 1)[0] ?? ''
    return {
      code: '',
      message: line.startsWith('<') ? '' : line.slice(0, LONGEST_MESSAGE),
      requestId: undefined,
      isStructured: false,
    }
  }
  const text = (name: string) =>
    typeof fields[name] === 'string' ? fields[name].slice(0, LONGEST_MESSAGE) : ''
  const [code, message] = [text('err_code') || text('category'), text('err_msg') || text('message')]
  const isStructured = code !== '' || message !== ''
  return { code, message, requestId: text('request_id') || undefined, isStructured }
}

/** The error for an answer that is not 2xx. */
export function errorOfStatus(status: number, body: string, request: RequestSummary): DgshError {
  const answer = readErrorAnswer(body)
  const [code, message, hint, reason] = explain(status, answer, request)
  return new DgshError(code, message, { hint, reason, requestId: answer.requestId })
}

type Explanation = [code: ErrorCode, message: string, hint: string, reason?: ErrorReason]

function explain(status: number, answer: ErrorAnswer, request: RequestSummary): Explanation {
  if (status === 403 || (status === 401 && answer.code === 'INSUFFICIENT_PERMISSIONS')) {
    return [
      'not_permitted',
      `this API key may not do that${inParentheses(answer.message)}`,
      request.method === 'POST' ? SCOPES_NEEDED : ROLE_NEEDED,
    ]
  }
  if (status === 401) {
    return [
      'api_key_refused',
      'Deepgram refuses the API key',
      'if DEEPGRAM_API_KEY is set, correct it; otherwise store a new key: dgsh auth login',
    ]
  }
  if (status === 404) return explainNotFound(answer, request)
  if (status === 429)
    return [
      'rate_limited',
      'Deepgram answers that there were too many requests',
      'wait a minute and try again',
    ]
  if (status >= 500) {
    return [
      'server_error',
      `Deepgram failed with status ${status}${inParentheses(answer.message)}`,
      'try again later',
    ]
  }
  if (status >= 300 && status < 400) {
    return [
      'invalid_response',
      `${request.host} redirects elsewhere (status ${status}), and the API does not`,
      'check the API URL: dgsh config get api_url',
    ]
  }
  return [
    'failed',
    `Deepgram refuses the request with status ${status}${inParentheses(answer.message)}`,
    status === 400 && request.method === 'POST'
      ? SCOPES_NEEDED
      : 'run it again with --debug to see the request',
  ]
}

/** What listing takes (developers.deepgram.com, "Working with Roles"). */
const ROLE_NEEDED =
  'use an API key of a project owner, admin or member; if the project has no self-hosted access, ask Deepgram support'

/**
 * What creating takes. Deepgram answers 403 for a product scope that the key does not hold, and 400 when a shorthand for all
 * products comes to none (official Rust SDK).
 */
const SCOPES_NEEDED = [
  'creating takes an API key that holds keys:write and each self-hosted:product:… scope that is asked for; the role of an owner alone holds no product scopes',
  'ask for scopes that this key holds, such as --scope api --scope engine; or store another key: dgsh auth login',
  'if the project has no self-hosted access, ask Deepgram support',
].join('\n')

function explainNotFound(answer: ErrorAnswer, request: RequestSummary): Explanation {
  const { projectId, credentialId } = request
  if (projectId === undefined) {
    return [
      'invalid_response',
      `${request.host} does not serve Deepgram's management API`,
      'regional hosts serve speech only: leave --api-url out, or use https://api.deepgram.com',
      'not_management_api',
    ]
  }
  if (answer.message.startsWith('UUID parsing failed')) {
    return ['project_not_found', `"${projectId}" is not a project id`, 'to see the ids: dgsh projects list']
  }
  // A page, or for a credential any text, of a proxy or another host says nothing about what Deepgram has.
  if (!answer.isStructured && (answer.message === '' || credentialId !== undefined)) {
    return [
      'invalid_response',
      `${request.host} answers with status 404, and not as Deepgram's management API does`,
      'regional hosts serve speech only; check the proxy, and the API URL: dgsh config get api_url',
    ]
  }
  if (credentialId !== undefined && answer.code !== 'PROJECT_NOT_FOUND') {
    return [
      'credential_not_found',
      `there is no credential ${credentialId} in project ${projectId}`,
      'to see the ids: dgsh creds list',
    ]
  }
  return [
    'project_not_found',
    `project ${projectId} does not exist, or the API key may not see it`,
    'to see the projects of this key: dgsh projects list',
  ]
}

function inParentheses(message: string): string {
  return message === '' ? '' : ` (${message})`
}

function parseObject(body: string): Record<string, unknown> | undefined {
  const value = parseJson(body)
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
}
