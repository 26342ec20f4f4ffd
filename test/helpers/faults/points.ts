import type { Fault, FaultKind, Point } from './fault.ts'
import type { StageResult } from './stage.ts'

type Event = { kind: 'step'; name: string } | { kind: 'request'; name: string; own: boolean }

/**
 * The points of a command, in their order, from an undisturbed run with `--debug`: before and after each step of its
 * journal, and before and after each request has been acted on, the engine's too.
 */
export function pointsOf({ stderr, requests }: StageResult): Point[] {
  const events = eventsOf(stderr, requests.map(nameOf))
  const names = new Map<string, number>()
  let index = -1
  return events.flatMap((event): Point[] => {
    if (event.kind === 'step') {
      return (['before', 'after'] as const).map((when) => {
        const at = `${when} ${event.name}`
        return { kind: 'journal', name: `${when} step "${event.name}"`, at }
      })
    }
    index += 1
    const effect = !event.name.startsWith('GET')
    const request = { kind: 'request', index, own: event.own, effect } as const
    const name = event.own ? `dgsh's ${event.name}` : `docker's ${event.name}`
    const times = (names.get(name) ?? 0) + 1
    names.set(name, times)
    const shown = times === 1 ? name : `${name}, no. ${times}`
    return [
      { ...request, name: `before ${shown}`, phase: 'received' },
      { ...request, name: `after ${shown}`, phase: 'acted' },
    ]
  })
}

/**
 * Each of the kinds of fault at each point where it makes a difference: at a step of the journal only the end of the process,
 * and a request without an effect is as well answered wrongly before as after. A disk gets full or read-only after a request.
 */
export function faultsAt(points: readonly Point[], kinds: readonly FaultKind[]): Fault[] {
  return points.flatMap((point) =>
    kinds.filter((kind) => canBe(kind, point)).map((kind) => ({ point, kind })),
  )
}

function canBe(kind: FaultKind, point: Point): boolean {
  if (kind === 'killed') return true
  if (point.kind === 'journal') return false
  if (kind === 'full disk' || kind === 'read-only') return point.phase === 'acted'
  return point.effect || point.phase === (kind === 'outage' ? 'received' : 'acted')
}

/** Steps and requests as one row: dgsh tells of its own requests when they are answered; the others are its engine's. */
function eventsOf(stderr: string, names: readonly string[]): Event[] {
  const left = [...names]
  const events: Event[] = []
  const takeUntil = (name: string | undefined) => {
    const end = name === undefined ? left.length : left.indexOf(name)
    for (const other of left.splice(0, end)) events.push({ kind: 'request', name: other, own: false })
    if (name !== undefined) events.push({ kind: 'request', name: left.shift() ?? name, own: true })
  }
  for (const line of stderr.split('\n')) {
    const [, step] = /^debug: journal: (.+)$/.exec(line) ?? []
    if (step !== undefined) events.push({ kind: 'step', name: step })
    const [, method = '', path = ''] = /^debug: ([A-Z]+) [^/]+(\/\S*?):? /.exec(line) ?? []
    if (path !== '') takeUntil(nameOf({ method, path }))
    if (/^debug: \S+docker ended/.test(line)) takeDockers(left, events)
  }
  takeUntil(undefined)
  return events
}

/** Up to the next request to the API, which is never docker's. */
function takeDockers(left: string[], events: Event[]): void {
  const end = left.findIndex((name) => !name.includes(' /v2/'))
  for (const name of left.splice(0, end === -1 ? left.length : end))
    events.push({ kind: 'request', name, own: false })
}

/** `GET …/credentials`, without ids. */
function nameOf({ method, path }: { method: string; path: string }): string {
  const short = path
    .replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>')
    .replace(/^.*\/credentials/, '…/credentials')
  return `${method} ${short}`
}
