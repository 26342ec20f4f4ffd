import { createHash } from 'node:crypto'
import type { Hunk, Piece } from '../engines/undo-edits.ts'
import type { HelperState, Installation } from '../helper/helper-file.ts'
import { isJsonObject } from '../json.ts'

/** What it takes to restore a file that an installation has changed. No secret is in it. */
export interface Change {
  /** Of the text that the installation left, in hex. */
  sha256: string
  /** True where the installation made the file. */
  created: boolean
  /** Null where the former text cannot be rebuilt from the login. */
  undo: readonly Hunk[] | null
  /** The keys of `auths` whose login was moved. */
  keys: readonly string[]
}

/** Returns the hash of a text as {@link Change} has it. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** Reads what an installation has recorded; undefined for what no dgsh of this kind has written. */
export function readChange(value: unknown): Change | undefined {
  if (!isJsonObject(value)) return undefined
  const { sha256, created, undo, keys } = value
  if (typeof sha256 !== 'string' || typeof created !== 'boolean') return undefined
  if (!Array.isArray(keys) || !keys.every((key) => typeof key === 'string')) return undefined
  if (undo !== null && !(Array.isArray(undo) && undo.every(isHunk))) return undefined
  return { sha256, created, undo, keys }
}

function isHunk(value: unknown): value is Hunk {
  return (
    isJsonObject(value) &&
    Number.isInteger(value.at) &&
    Number.isInteger(value.length) &&
    Array.isArray(value.put) &&
    value.put.every(isPiece)
  )
}

function isPiece(value: unknown): value is Piece {
  return (
    typeof value === 'string' ||
    (isJsonObject(value) && typeof value.field === 'string' && Array.isArray(value.spelling))
  )
}

/** What an installation is known by. */
export type InstallationKey = Pick<Installation, 'engine' | 'file' | 'registry'>

/** Returns what tests for the same installation. */
export function isSame({ engine, file, registry }: InstallationKey): (other: InstallationKey) => boolean {
  return (other) => other.engine === engine && other.file === file && other.registry === registry
}

/** Returns the installations of an engine for a registry. */
export function installationsOf(
  { installations }: HelperState,
  { engine, registry }: Pick<InstallationKey, 'engine' | 'registry'>,
): Installation[] {
  return installations.filter((one) => one.engine === engine && one.registry === registry)
}
