import { FAILURE_SIGNS, type FailureKind, kindOfStatus, type Stage, WRAPPERS } from './failure-signs.ts'

export type { FailureKind } from './failure-signs.ts'

/** Why an engine failed. */
export interface Failure {
  kind: FailureKind
  /** The engine's own words, without the prefixes of its log and without the markup of a web page; empty when it said nothing. */
  said: string
}

/** How many lines are looked at from either end: an engine says more only when something else speaks through it. */
const MOST_LINES = 100

/** How much is looked at from the beginning of a line. */
const LONGEST_STATEMENT = 4000

/**
 * Reads from what an engine printed why it failed: its statement is matched from its beginning, by what the engines' sources
 * and runs show ({@link FAILURE_SIGNS}). Words in the middle of one decide nothing, as they may be anybody's.
 */
export function readFailure(text: string): Failure {
  const statements = statementsOf(text)
  for (const { text: statement, isMarked } of statements) {
    const kind = kindOf(statement, isMarked ? 'error' : undefined)
    if (kind !== undefined) return { kind, said: withoutMarkup(statement) }
  }
  const main = statements.find(({ isMarked }) => isMarked)?.text
  return { kind: 'unknown', said: main === undefined ? lastLine(text) : withoutMarkup(main) }
}

/**
 * Reads the same of a program that copies images. It says what it was doing in front of the cause, in many ways: the cause is
 * where it begins after a colon. What it marks as its error comes first: the lines above it report progress.
 */
export function readCopyFailure(text: string): Failure {
  const statements = statementsOf(text)
  const marked = statements.filter(({ isMarked }) => isMarked)
  for (const { text: statement } of marked.length > 0 ? marked : statements) {
    const starts = [0, ...[...statement.matchAll(/: /g)].map(({ index }) => index + 2)]
    for (const start of starts) {
      const kind = kindOf(statement.slice(start), 'check')
      if (kind !== undefined) return { kind, said: withoutMarkup(statement) }
    }
  }
  return readFailure(text)
}

/** The last line that is not empty and not of a web page. Empty when there is none. */
export function lastLine(text: string): string {
  const lines = withoutMarkup(text)
    .trim()
    .split(/[\r\n]+/)
  return lines.at(-1)?.trim() ?? ''
}

/**
 * The file that docker says it keeps logins unencrypted in, from its warning; undefined when it gave none
 * (docker 28, cli/config/credentials/file_store.go).
 */
export function plainTextFile(stderr: string): string | undefined {
  return (
    /credentials are stored unencrypted in '([^']+)'/.exec(stderr)?.[1] ??
    /unencrypted in (\S+)/.exec(stderr)?.[1]?.replace(/[.,]$/, '')
  )
}

/** The engines' words for it: docker 20, podman and its kin with and without their file, helm. */
const NOT_LOGGED_IN =
  /^(?:not logged in(?:to| to)? ?\S*\s*$|(?:checking authfile|credential file is not accessible): .*: no such file or directory)/i

/** True when a failed logout says that there was no login. */
export function wasNotLoggedIn(stderr: string): boolean {
  return statementsOf(stderr).some(({ text }) => NOT_LOGGED_IN.test(text))
}

interface Statement {
  text: string
  /** True where the engine marks it as its error; what follows belongs to it. */
  isMarked: boolean
}

/** A line of logrus (docker, skopeo …) or slog (helm 4), as they write them off a terminal. */
const LOG_LINE =
  /^(?:time=\S+ )?level=(?<level>\w+) msg="(?<message>(?:[^"\\]|\\.)*)"(?: error="(?<error>(?:[^"\\]|\\.)*)")?/i

/** podman, buildah and helm mark their errors so; helm 3 some of them as a warning. */
const MARK = /^(?:Error|WARNING): /

/** Where the engine may be saying why it failed: the beginnings of lines up to the first that is marked as the error. */
function statementsOf(text: string): Statement[] {
  const lines = text.split(/\r\n|[\r\n]/)
  const some =
    lines.length <= 2 * MOST_LINES ? lines : [...lines.slice(0, MOST_LINES), ...lines.slice(-MOST_LINES)]
  const looked = some.map((line) => line.slice(0, LONGEST_STATEMENT))
  const statements: Statement[] = []
  for (const [index, line] of looked.entries()) {
    const log = LOG_LINE.exec(line)?.groups
    if (log !== undefined) {
      const { level = '', message = '', error } = log
      const isMarked = /^(?:fatal|error|panic)$/i.test(level) || message === 'command failed'
      if (isMarked) statements.push({ text: unquote(error ?? message), isMarked })
    } else if (line.trim() !== '') {
      const rest = looked
        .slice(index, index + MOST_LINES)
        .join('\n')
        .slice(0, LONGEST_STATEMENT)
      const isMarked = MARK.test(line)
      statements.push({ text: rest.replace(MARK, '').trimEnd(), isMarked })
      if (line.startsWith('Error: ')) break
    }
  }
  return statements
}

/** Go's quoting in log lines. */
function unquote(text: string): string {
  return text
    .replace(/\\(.)/g, (_, character: string) => ({ n: '\n', t: '\t', r: '\r' })[character] ?? character)
    .trimEnd()
}

function kindOf(statement: string, before: Stage | undefined): FailureKind | undefined {
  let [cause, stage] = [statement, before]
  for (let peeled = peel(cause); peeled !== undefined; peeled = peel(cause)) {
    cause = peeled.cause
    stage = peeled.stage ?? stage
  }
  for (const { sign, kind, stage: only } of FAILURE_SIGNS) {
    if (only !== undefined && (stage === undefined || !only.includes(stage))) continue
    const match = sign.exec(cause)
    if (match !== null) return kind === 'by-status' ? kindOfStatus(Number(match.groups?.status)) : kind
  }
  return undefined
}

function peel(text: string) {
  for (const [wrapper, stage] of WRAPPERS) {
    const cause = text.replace(wrapper, '')
    if (cause !== text) return { cause, stage }
  }
  return undefined
}

/** A page that a proxy, a filter or a portal answers with is nobody's reason. */
function withoutMarkup(text: string): string {
  const start = text.search(
    /<(?:!doctype|\?xml|!--|\/?(?:html|head|title|meta|body|center|h1|script|style)\b)/i,
  )
  return start < 0 ? text : `${text.slice(0, start)}(a web page)`
}
