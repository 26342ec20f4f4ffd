import { createHash } from 'node:crypto'
import type { Context, Parts, Streams } from '../../app/context.ts'
import { debugLines, quote } from '../../app/quote.ts'
import type { BorrowedLogin } from '../../engines/borrowed/write.ts'
import { type FailureKind, readCopyFailure } from '../../engines/outcome.ts'
import { DgshError, type ErrorCode } from '../../errors.ts'
import type { ExecResult } from '../../ports.ts'
import { message, path } from '../../ui/message.ts'
import { type Copier, copyArguments, inspectArguments } from './copier.ts'
import type { PlannedCopy } from './plan.ts'

/** What became of an image. */
export type CopyStatus = 'copied' | 'present'

/** Copies an image, unless the same is there. Throws when it cannot be copied. */
export async function copyOne(
  copy: PlannedCopy,
  copier: Copier,
  borrowed: BorrowedLogin,
  context: Context,
): Promise<CopyStatus> {
  const { source, target, digest } = copy
  if ((await digestAt(target, copier, context)) === digest) return 'present'
  // skopeo takes a file for the source alone: the destination may be another path of the same registry.
  const isSkopeo = copier.name === 'skopeo'
  const authFile = isSkopeo ? borrowed.authFile : undefined
  const args = copyArguments(copier.name, { source, target, authFile })
  const inherit = showsItself(copier, context.io)
  context.host.loadAhead()
  const result = await context.host.exec({
    file: copier.path,
    args,
    env: isSkopeo ? {} : borrowed.env,
    ...(inherit ? { inherit } : {}),
  })
  if (result.exitCode !== 0) throw explain(result, copy, copier, context)
  const copied = await digestAt(target, copier, context)
  if (copied !== undefined && copied !== digest) {
    context.messages.note(
      message`${path(target)} has another digest than ${path(source)}: that registry changes the images that it stores`,
    )
  }
  return 'copied'
}

/** On a terminal skopeo shows how far it is. crane and regctl do not end by the signal of Ctrl-C, so that they stay apart. */
function showsItself({ name }: Copier, { stdout, stderr }: Streams): boolean {
  return name === 'skopeo' && stdout.isTTY && stderr.isTTY
}

/** The digest of what is there, asked with the user's own login; undefined for nothing, and when that cannot be known. */
async function digestAt(
  target: string,
  { name, path }: Copier,
  context: Parts<'host' | 'settings'>,
): Promise<string | undefined> {
  const timeoutMs = (await context.settings()).timeout.value * 1000
  const { exitCode, stdout } = await context.host.exec({
    file: path,
    args: inspectArguments(name, target),
    timeoutMs,
  })
  if (exitCode !== 0 || stdout === '') return undefined
  return name === 'skopeo' ? `sha256:${createHash('sha256').update(stdout).digest('hex')}` : stdout.trim()
}

const CODES: Readonly<Partial<Record<FailureKind, ErrorCode>>> = {
  refused: 'login_refused',
  forbidden: 'login_refused',
  unreachable: 'registry_unreachable',
  untrusted: 'registry_unreachable',
  'no-tls': 'registry_unreachable',
  proxy: 'registry_unreachable',
  failing: 'server_error',
  page: 'invalid_response',
  'rate-limited': 'rate_limited',
}

function explain(
  result: ExecResult,
  { source, target }: PlannedCopy,
  { name }: Copier,
  context: Parts<'messages' | 'redaction'>,
): DgshError {
  const { stdout, stderr, startError, signal } = result
  debugLines(name, stderr, context.messages)
  const { kind, said } = readCopyFailure(`${stdout}\n${stderr}`)
  const code = CODES[kind] ?? 'engine_failed'
  const quoted = quote(name, startError ?? signal ?? said, context)
  const host = target.split('/', 1)[0] ?? ''
  const again = 'to resume, run the same command again'
  return new DgshError(code, `${name} could not copy ${source} to ${target}${quoted}`, {
    hint: code === 'login_refused' ? `log ${name} in to ${host}; ${again}` : again,
  })
}
