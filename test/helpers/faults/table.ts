import type { Outcome } from './scenario.ts'

/** An operation and what came of its faults. */
export interface Section {
  title: string
  outcomes: readonly Outcome[]
}

const INTRODUCTION = `# When something goes wrong

Written by \`npm run faults\`, which has the built program meet every fault at every point, against the sandbox and the real docker;
the tests fail when this page is not what comes out. The points are not a list of ours: they are the steps that the journal writes
and the requests that are sent in an undisturbed run.

- *killed*: \`kill -9\`. *connection lost*: the connection is closed without an answer; "after" a request, its effect is there. *500*: the
  same with that answer. *outage*: the server answers nothing more. *full disk*, *read-only*: the state directory, from there on.
- *told*: the error and notes, without ids. Wherever an operation is left unfinished dgsh says how to resume it.
- *--resume*, *--abort*: what these come to, all being well again. Where nothing is left to go on with, the first says how it is.
- *done*: the same as after an undisturbed run: the same credentials, the old one deleted, the same secrets in the store, docker logged
  in, the hook told, nothing in the journal. *undone*: as before it. *kept, not logged in*: the credential is there and its secret in the store.

At each point, and after each step of the way: a rotation leaves docker a login that works; each credential that lives has its secret in
the store, or dgsh tells of it; and no secret is in anything that dgsh says.
`

/** The page of all outcomes. */
export function faultsPage(sections: readonly Section[]): string {
  const texts = sections.map(({ title, outcomes }) => `## ${title}\n\n${table(outcomes)}`)
  return `${[INTRODUCTION, ...texts].join('\n')}`
}

function table(outcomes: readonly Outcome[]): string {
  const header = ['point', 'fault', 'exit', 'told', '--resume', '--abort']
  const rows = outcomes.map(({ fault, exit, told, resumed, aborted }) =>
    [fault.point.name, fault.kind, exit, told, resumed, aborted].map(cell),
  )
  const lines = [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`)
  return [...new Set(lines)].join('')
}

/** Without what Markdown would take for its own. */
function cell(text: string): string {
  return text === '' ? '–' : text.replace(/[<>|*]/g, (sign) => `\\${sign}`)
}
