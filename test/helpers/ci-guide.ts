import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'

/** A step of a GitHub workflow, as far as the runner's shell has to do with it. */
export interface GithubStep {
  name?: string
  uses?: string
  run?: string
  if?: string
  env?: Readonly<Record<string, string>>
}

/** A workflow of GitHub's has its jobs below `jobs`, a pipeline of GitLab's beside each other. */
type Document = { jobs: Jobs } | Jobs

type Jobs = Readonly<Record<string, { steps: readonly GithubStep[]; script: readonly string[] }>>

function isWorkflow(document: Document): document is { jobs: Jobs } {
  return 'jobs' in document
}

function isPipeline(document: Document): document is Jobs {
  return !isWorkflow(document)
}

/** The parts of `docs/ci.md` that somebody copies. */
export interface CiGuide {
  /** The commands for the user's own machine, block by block. */
  shell: readonly string[]
  github: readonly GithubStep[]
  /** The lines of the job's script. */
  gitlab: readonly string[]
}

const FILE = fileURLToPath(new URL('../../docs/ci.md', import.meta.url))

/** Reads the guide. Throws when it has not one workflow and one job. */
export function readCiGuide(): CiGuide {
  const text = readFileSync(FILE, 'utf8')
  const blocks = (language: string) =>
    [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(
      ([, code = '']) => code,
    )
  const documents = blocks('yaml').map((code) => parse(code) as Document)
  const [workflow, ...otherWorkflows] = documents.filter(isWorkflow)
  const [pipeline, ...otherPipelines] = documents.filter(isPipeline)
  const all = blocks('.*').length
  if (otherWorkflows.length + otherPipelines.length > 0 || all !== documents.length + blocks('sh').length)
    throw new Error('docs/ci.md has a code block that no test runs')
  return {
    shell: blocks('sh'),
    github: onlyOf(workflow?.jobs ?? {}).steps,
    gitlab: onlyOf(pipeline ?? {}).script,
  }
}

function onlyOf<Value>(record: Readonly<Record<string, Value>>): Value {
  const [only, second] = Object.values(record)
  if (only === undefined || second !== undefined) throw new Error('docs/ci.md has not one job')
  return only
}
