import type { Context } from '../context.ts'
import type { Setting } from '../settings/settings.ts'
import { shellOptions } from './shell.ts'

/**
 * Every fix that a finding of `dgsh doctor` or `dgsh creds audit` may have. A `command` can be pasted, as it is or with its
 * `<placeholder>` filled in; `advice` is for a person to carry out. `test/e2e/fixes/table.ts` has a world for each, in which a test
 * carries it out: the finding must be gone then, nothing else may have broken, and no engine may have a login with other scopes.
 */
export const FIXES = {
  'resume-operation': 'command',
  'finish-rotation': 'command',
  rotate: 'command',
  'rotate-keep-old': 'command',
  'create-narrower': 'command',
  'create-with-comment': 'command',
  'delete-duplicate': 'command',
  'compare-duplicates': 'advice',
  'find-undelivered': 'advice',
} as const satisfies Record<string, 'command' | 'advice'>

/** The name of a fix. */
export type FixName = keyof typeof FIXES

declare const named: unique symbol

/** The text of a fix that has a name in {@link FIXES}. */
export type Fix = string & { readonly [named]: true }

/** Makes a fix: one command line, whose commands are joined by ` && `, or one instruction. */
export function makeFix(_name: FixName, text: string): Fix {
  return text as Fix
}

/** The global options that a command of this call needs again, to mean the same thing: those that were given as options. */
export type RepeatedOptions = Readonly<Record<string, string | undefined>>

/** See {@link RepeatedOptions}. */
export async function optionsToRepeat(context: Context): Promise<RepeatedOptions> {
  const { profile, project, api_url: apiUrl, registry } = await context.settings()
  const given = <Value>({ source, value }: Setting<Value>) => (source === 'option' ? value : undefined)
  return {
    '--profile': given(profile),
    '--project': given(project),
    '--api-url': given(apiUrl),
    '--registry': given(registry),
  }
}

const CALL_OF_DGSH = /^(?:\w+=\S+ )*dgsh [a-z]/

/** Gives the options to each command of a fix that calls dgsh, unless it has its own. */
export function repeatOptions(fix: Fix, options: RepeatedOptions): string {
  return fix
    .split(' && ')
    .map((command) => {
      if (!CALL_OF_DGSH.test(command)) return command
      const missing = Object.entries(options).filter(([name]) => !command.includes(` ${name} `))
      return command + shellOptions(Object.fromEntries(missing))
    })
    .join(' && ')
}
