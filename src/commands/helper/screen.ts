import { nameOf } from '../../app/credential-name.ts'
import { tildePath } from '../../engines/surroundings.ts'
import type { HelperStatus } from '../../installation/status.ts'
import type { Block, BlockLine } from '../../ui/blocks.ts'
import { command, type Message, message, path } from '../../ui/message.ts'

/** Returns what a terminal shows: a block for each engine's file, what needs attention first. */
export function blocksOf(
  rows: readonly HelperStatus[],
  env: Readonly<Record<string, string | undefined>>,
): Block[] {
  const isBad = ({ problem }: HelperStatus) => problem !== undefined
  return [...rows.filter(isBad), ...rows.filter((row) => !isBad(row))].map((row) => blockOf(row, env))
}

function blockOf(row: HelperStatus, env: Readonly<Record<string, string | undefined>>): Block {
  const { engine, file, problem, fix, registry } = row
  const place = message`${engine}  ${path(tildePath(file, env))}${{ kind: 'faint', text: `, for ${registry}` }}`
  const login = problem === undefined ? loginLine(row) : undefined
  const lines: BlockLine[] = [
    { text: place },
    ...(login === undefined ? [] : [{ text: login }]),
    ...(problem === undefined ? [] : [{ text: problem }]),
    ...(fix === undefined
      ? []
      : [{ text: message`${{ kind: 'faint', text: 'fix: ' }}${command(fix)}`, hang: 5 }]),
  ]
  return problem === undefined
    ? { label: '✓ ok', kind: 'good', lines }
    : { label: '✗ fail', kind: 'bad', lines }
}

function loginLine({ username, credential, store, milliseconds }: HelperStatus): Message | undefined {
  if (username === undefined) return undefined
  const name = credential === undefined ? username : nameOf(credential)
  const from =
    store === undefined
      ? ''
      : store === 'keychain'
        ? 'from the system keychain, '
        : `from the store ${store}, `
  return message`${name}${{ kind: 'faint', text: `  ${from}${milliseconds} ms` }}`
}
