/** Colours a text; without colour it gives the text back as it is. */
export type Paint = (text: string) => string

/** The few colours dgsh uses, by what they mean. */
export interface Palette {
  /** False when every paint leaves the text as it is. */
  readonly colored: boolean
  /** The text as it is. */
  plain: Paint
  /** Column headers and labels. */
  heading: Paint
  /** Ids and other things to copy. */
  id: Paint
  /** What matters less. */
  faint: Paint
  good: Paint
  caution: Paint
  bad: Paint
}

/** chalk's colour levels: none, 16 colours, 256, true colour. */
export type ColorLevel = 0 | 1 | 2 | 3

/** What the colour decision looks at. */
export interface ColorQuestion {
  env: Readonly<Record<string, string | undefined>>
  isTTY: boolean
  /** False for `--no-color`. */
  option: boolean | undefined
}

/**
 * Decides once how much colour a stream gets. `--no-color` and `NO_COLOR` win; then `FORCE_COLOR` and
 * `CLICOLOR_FORCE` (any value but `0` or `false`); else colour needs a terminal that is not `TERM=dumb` and
 * `CLICOLOR` that is not `0`. Sources: no-color.org, bixense.com/clicolors, force-color.org.
 */
export function decideColorLevel({ env, isTTY, option }: ColorQuestion): ColorLevel {
  if (option === false || isSet(env.NO_COLOR)) return 0
  if (env.FORCE_COLOR !== undefined) return isOn(env.FORCE_COLOR) ? levelOf(env) : 0
  if (isOn(env.CLICOLOR_FORCE)) return levelOf(env)
  if (!isTTY || env.TERM === 'dumb' || env.CLICOLOR === '0') return 0
  return levelOf(env)
}

const asItIs: Paint = (text) => text

/** The palette without colors. */
export const PLAIN_PALETTE: Palette = {
  colored: false,
  plain: asItIs,
  heading: asItIs,
  id: asItIs,
  faint: asItIs,
  good: asItIs,
  caution: asItIs,
  bad: asItIs,
}

/** Makes the palette; chalk is loaded only when there is colour. */
export async function createPalette(level: ColorLevel): Promise<Palette> {
  if (level === 0) return PLAIN_PALETTE
  const { Chalk } = await import('chalk')
  const chalk = new Chalk({ level })
  // One argument each: chalk would join whatever else `map` hands over.
  return {
    colored: true,
    plain: asItIs,
    heading: (text) => chalk.bold(text),
    id: (text) => chalk.cyan(text),
    faint: (text) => chalk.dim(text),
    good: (text) => chalk.green(text),
    caution: (text) => chalk.yellow(text),
    bad: (text) => chalk.red(text),
  }
}

function levelOf(env: ColorQuestion['env']): ColorLevel {
  if (env.COLORTERM === 'truecolor' || env.COLORTERM === '24bit') return 3
  return env.TERM?.includes('256color') === true ? 2 : 1
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== ''
}

function isOn(value: string | undefined): boolean {
  return value !== undefined && value !== '0' && value !== 'false'
}
