import type { Context } from '../app/context.ts'
import { debugLines, quote, quoteAlone } from '../app/quote.ts'
import type { Redactor } from '../app/redaction/redactor.ts'
import { readFailure } from '../engines/outcome.ts'
import { DgshError } from '../errors.ts'
import type { ExecResult } from '../ports.ts'
import { safeText } from '../ui/safe-text.ts'
import { hintAtOthers } from './engine.ts'
import type { FailedLogin } from './explanations.ts'
import { EXPLANATIONS } from './explanations.ts'

/** One sentence for why an engine that came to its own end did not log in, with its own words. */
export function explainLoginFailure(result: ExecResult, login: FailedLogin, context: Context): DgshError {
  const { engine } = login
  const printed = protectedLines(result, context.redaction)
  debugLines(engine.name, printed, context.messages)
  const { kind, said } = readFailure(printed)
  const cause = isBroken(result) ? 'broken' : kind
  const { code, sentence, hint } = EXPLANATIONS[cause](login, said)
  const others =
    cause === 'broken' || cause === 'unknown' ? hintAtOthers([engine.name], context.host) : undefined
  const quoted = cause === 'unknown' ? quoteAlone : quote
  return new DgshError(code, sentence + quoted(engine.name, said, context), { hint: others ?? hint })
}

/** A shell's codes for "not found" and "cannot be run": a wrapper whose engine is gone. */
function isBroken({ exitCode }: ExecResult): boolean {
  return exitCode === 126 || exitCode === 127
}

/** What the engine printed, safe to be cut anywhere: each line without escape sequences, and then without what is protected. */
function protectedLines({ stdout, stderr }: ExecResult, { redact }: Redactor): string {
  return `${stdout}\n${stderr}`
    .split(/\r\n|[\r\n]/)
    .map((line) => redact(safeText(line)))
    .join('\n')
}
