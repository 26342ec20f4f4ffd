import { expect } from 'vitest'
import { openDgsh } from '../dgsh-terminal.ts'
import type { Terminal } from '../terminal.ts'
import { withMarks, withoutColors } from './marked.ts'
import type { World } from './world.ts'

/** A screen to be drawn. */
export interface Screen {
  /** That of its golden file. */
  name: string
  args: readonly string[]
  /** What is done before, in a world that is this screen's alone. */
  prepare?: (world: World) => Promise<unknown> | unknown
  /** Added to the environment; undefined takes a variable away. */
  env?: Readonly<Record<string, string | undefined>> | ((world: World) => Record<string, string | undefined>)
  /** What a person does. */
  act?: (terminal: Terminal, world: World) => Promise<unknown>
  /** Shown on the screen when it is drawn, where dgsh does not end by itself; it is interrupted then. */
  until?: string | RegExp
  /** True when 600 credentials are there. */
  crowded?: boolean
}

/** What a person sees of a screen. */
export interface Drawing {
  /** Without colors. */
  text: string
  /** With marks for its colors. */
  marked: string
  exitCode: number
}

/** A terminal's size, and whether it has colors. */
export interface Variant {
  columns: number
  rows: number
  colored: boolean
}

/** Draws a screen in a real terminal. */
export async function draw(screen: Screen, world: World, variant: Variant): Promise<Drawing> {
  const { columns, rows, colored } = variant
  await screen.prepare?.(world)
  const extra = typeof screen.env === 'function' ? screen.env(world) : screen.env
  const env = { ...world.env, ...(colored ? {} : { NO_COLOR: '1' }), ...extra }
  const terminal = await openDgsh(screen.args, { home: world.home, env, columns, rows })
  await screen.act?.(terminal, world)
  if (screen.until !== undefined) await terminal.waitFor(screen.until)
  else await terminal.waitForEnd()
  const shown = normalize(await terminal.coloredText(), world)
  if (screen.until !== undefined) await terminal.press('C-c')
  const { code } = await terminal.waitForEnd()
  const text = withoutColors(shown).replace(/ +$/gm, '')
  return { text, marked: withMarks(shown), exitCode: code }
}

/** Each word is painted by itself. */
const MILLISECONDS = /(?<!\d)\d+(?=(?:\u001b\[[\d;]*m)* (?:\u001b\[[\d;]*m)*ms\b)/g

/** What is different in each run is put into a form of the same width. */
function normalize(text: string, { home, sandbox }: World): string {
  return text
    .replaceAll(
      home.path,
      home.path.replace(/[^/]*$/, (name) => name.replace(/[^-]*$/, 'XXXXXX')),
    )
    .replaceAll(sandbox.registry, '127.0.0.1:55555')
    .replaceAll(new URL(sandbox.apiUrl).host, '127.0.0.1:44444')
    .replace(/(?<=request id:\S* )[0-9a-f-]{36}/g, '00000000-0000-4000-8000-000000000000')
    .replace(MILLISECONDS, '42')
    .replace(/[ \t]+$/gm, '')
}

/** Expects that no line is wider than the terminal, except a command of its own, and that no id is cut. */
export function expectWhole(text: string, columns: number, widthOf: (text: string) => number): void {
  const wide = text
    .split('\n')
    .filter((line) => widthOf(line) > columns && !IS_COMMAND.test(line) && !IS_EXPORTED.test(line))
  expect(wide).toEqual([])
  for (const [start] of text.matchAll(/\b[0-9a-f]{8}-[0-9a-f-]*…?/g)) expect(start).toMatch(WHOLE_ID)
}

/** A command is never broken, and may be longer than the line. */
const IS_COMMAND = /^\s*(?:[\w ]+:?\s+)?(?:dgsh|docker|podman|kubectl|sudo|export) \S/

/** What is written for another program has the lines that the program wants. */
const IS_EXPORTED = /^\s*(?:\{"auths":|"?\.dockerconfigjson"?:)/

const WHOLE_ID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$|…$/
