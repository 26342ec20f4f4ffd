import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The forms of a secret value by which a leak is known. */
export function formsOf(value: string): string[] {
  const bytes = Buffer.from(value)
  return [value, ...[0, 1, 2].map((offset) => base64Within(bytes, offset)), bytes.toString('hex')]
}

/** True when the text holds the value: plain, hexadecimal, or within anything that was encoded as base64. */
export function holds(text: string, value: string): boolean {
  return formsOf(value).some((form) => text.includes(form))
}

/** The files below a directory that hold the value, in their content or their name; by their full paths. */
export function filesThatHold(directory: string, value: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((name) => join(directory, name))
    .filter((path) => holds(path, value) || (isFile(path) && holds(readFileSync(path, 'latin1'), value)))
}

function isFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true
}

/** What base64 makes of the value `offset` bytes behind a group's start, without the characters its neighbours change. */
function base64Within(bytes: Buffer, offset: number): string {
  const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64')
  const length = Math.floor(((offset + bytes.length) * 8) / 6)
  return encoded.slice(Math.ceil((offset * 8) / 6), length)
}
