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
  const { engine, file, problem, fix } = row
  const place: BlockLine = { text: message`${engine}  ${path(tildePath(file, env))}` }
  const login = loginLine(row)
  const lines: BlockLine[] = [
    place,
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

function loginLine({
  username,
  credential,
  store,
  milliseconds,
  registry,
}: HelperStatus): Message | undefined {
  if (username === undefined) return undefined
  const name = credential === undefined ? username : nameOf(credential)
  const from =
    store === undefined ? '' : ` from ${store === 'keychain' ? 'the system keychain' : `the store ${store}`}`
  const facts = { kind: 'faint', text: ` for ${registry},${from} in ${milliseconds} ms` } as const
  return message`${name}${facts}`
}
