import type { Sandbox } from '../../../src/sandbox/sandbox.ts'
import type { Drawing, Screen, Variant } from './draw.ts'

/** The lines of a screen that are shown at its beginning and at its end, where it is long. */
const SHOWN = 20

/**
 * Returns the golden file of a screen: what is typed, how it ends, and what a person sees in each terminal. Of what is in color it has
 * the lines that have any: the text is the same.
 */
export function golden({ args }: Screen, drawings: readonly (Drawing & Variant)[]): string {
  const codes = [...new Set(drawings.map(({ exitCode }) => exitCode))]
  const parts = drawings.map(({ columns, rows, colored, text, marked }) => {
    const lines = text.split('\n').length
    const size = `${columns}x${rows}`
    return colored
      ? `=== ${size}, the lines that have a color\n${shorten(marked.split('\n').filter((line) => line.includes('⟨')))}`
      : `=== ${size}, ${lines} ${lines === 1 ? 'line' : 'lines'}${lines > rows - 1 ? ' (scrolls)' : ''}\n${shorten(text.split('\n'))}`
  })
  return `${[`$ dgsh ${args.join(' ')}\nexit code ${codes.join(', ')}`, ...parts].join('\n\n')}\n`
}

function shorten(lines: readonly string[]): string {
  if (lines.length <= 3 * SHOWN) return lines.join('\n')
  const left = `(${lines.length - 2 * SHOWN} more lines)`
  return [...lines.slice(0, SHOWN), left, ...lines.slice(-SHOWN)].join('\n')
}

const PLACES = [
  'Frankfurt',
  'München',
  'Zürich',
  'Kraków',
  'São Paulo',
  '東京',
  'Edge',
  'Lab',
  'Staging',
  'Nightly',
]
const SCOPES = [['api', 'engine'], ['api'], ['license-proxy'], ['api', 'engine', 'metrics-server']]

/** Creates credentials in a sandbox, with comments that are all different. */
export async function fillSandbox({ apiUrl, apiKey, projectId }: Sandbox, count: number): Promise<void> {
  const url = `${apiUrl}/v1/projects/${projectId}/self-hosted/distribution/credentials`
  const headers = { authorization: `Token ${apiKey}`, 'content-type': 'application/json' }
  for (let number = 1; number <= count; number += 1) {
    const scopes = (SCOPES[number % SCOPES.length] ?? []).map((name) => `self-hosted:product:${name}`)
    const body = JSON.stringify({ comment: `${PLACES[number % PLACES.length]} ${number}`, scopes })
    const response = await fetch(url, { method: 'POST', headers, body })
    if (!response.ok) throw new Error(`the sandbox answers ${response.status}: ${await response.text()}`)
  }
}
