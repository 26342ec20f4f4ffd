// `npm run bench`: the numbers of README.md. Every line is a ratio of commands that ran in turn, A B A B …, with
// wall time and CPU time apart; the medians count. Needs bash, curl, jq and column.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { prepareHelpers } from './credential-helpers.mjs'
import { startServer } from './server.mjs'

const ROUNDS = Number(process.env.DGSH_BENCH_ROUNDS ?? 15)
const node = process.execPath
const program = fileURLToPath(new URL('../bin/dgsh.js', import.meta.url))
const peakMemory = fileURLToPath(new URL('./peak-memory.cjs', import.meta.url))

/** @typedef {{wall: number, cpu: number, stderr: string}} Sample seconds, and what the command wrote on stderr */

const server = await startServer()
const env = {
  ...process.env,
  DEEPGRAM_API_KEY: 'benchmark',
  DGSH_API_URL: server.url,
  DGSH_CONFIG_DIR: '/nonexistent/dgsh',
}

const NOTHING = `'${node}' -e 0`
const list = (/** @type {number} */ rows) => `DEEPGRAM_PROJECT_ID=${rows} '${node}' '${program}' creds list`
const pipeline = (/** @type {number} */ rows) =>
  `curl -s -H 'Authorization: Token benchmark' '${server.url}/v1/projects/${rows}/self-hosted/distribution/credentials' |
   jq -r '.distribution_credentials[] | [.distribution_credentials.distribution_credentials_id, "deepgram+" + .distribution_credentials.distribution_credentials_id, (.distribution_credentials.scopes | join(",")), .distribution_credentials.created] | @tsv' |
   column -t`

try {
  process.stdout.write(`Node ${process.version}, ${ROUNDS} rounds, medians\n\n`)
  await compare('dgsh --version / node -e 0', `'${node}' '${program}' --version`, NOTHING, 1.15)
  await compare('dgsh --help / node -e 0', `'${node}' '${program}' --help`, NOTHING, 1.6)
  await compare('creds list of 50 / node -e 0', list(50), NOTHING, 5.5)
  await compare('creds list of 10,000 / curl | jq | column', list(10_000), pipeline(10_000), 1.5)
  await compare('creds list of 20,000 / of 10,000', list(20_000), list(10_000), 2)
  const { lines, nothing, close } = await prepareHelpers(node)
  try {
    await compareHelpers(lines, nothing)
  } finally {
    close()
  }
  const { stderr } = await time(`NODE_OPTIONS='--require ${peakMemory}' ${list(10_000)}`)
  print('peak memory at 10,000 rows, MB', [Number(stderr.trim()) / 1024], 150)
} finally {
  server.close()
}

/** Runs two commands in turn and prints the median ratios. */
async function compare(
  /** @type {string} */ label,
  /** @type {string} */ a,
  /** @type {string} */ b,
  /** @type {number} */ goal,
) {
  const wall = []
  const cpu = []
  for (let round = -1; round < ROUNDS; round += 1) {
    const [first, second] = [await time(a), await time(b)]
    // The first round only warms the caches of the file system.
    if (round === -1) continue
    wall.push(first.wall / second.wall)
    cpu.push(first.cpu / second.cpu)
  }
  print(label, [median(wall), median(cpu)], goal)
}

/** Asks all credential helpers in turn, and prints how each compares with `nothing`; the goal is for ours. */
async function compareHelpers(/** @type {Record<string, string>} */ lines, /** @type {string} */ nothing) {
  /** @type {Record<string, {wall: number[], cpu: number[]}>} */
  const ratios = Object.fromEntries(Object.keys(lines).map((name) => [name, { wall: [], cpu: [] }]))
  for (let round = -1; round < ROUNDS; round += 1) {
    const base = await time(nothing)
    for (const [name, line] of Object.entries(lines)) {
      const { wall, cpu } = await time(line)
      if (round === -1) continue
      ratios[name]?.wall.push(wall / base.wall)
      ratios[name]?.cpu.push(cpu / base.cpu)
    }
  }
  for (const [name, { wall, cpu }] of Object.entries(ratios)) {
    const goal = name === 'docker-credential-dgsh' ? 1.3 : undefined
    print(`${name} get / node -e 0`, [median(wall), median(cpu)], goal)
  }
}

function print(
  /** @type {string} */ label,
  /** @type {number[]} */ [value = 0, cpu],
  /** @type {number | undefined} */ goal,
) {
  const beside = cpu === undefined ? '' : `   CPU ${cpu.toFixed(2)}`
  process.stdout.write(
    `${label.padEnd(44)} ${value.toFixed(2).padStart(7)}${beside}${goal === undefined ? '' : `   goal <= ${goal}`}\n`,
  )
}

/** Runs a line of bash, its output thrown away, and lets bash tell the time. @returns {Promise<Sample>} */
function time(/** @type {string} */ line) {
  const script = `TIMEFORMAT='%R %U %S'; time { ${line} ; } >/dev/null`
  return new Promise((resolve, reject) => {
    const child = spawn('bash', ['-c', script], { env, stdio: ['ignore', 'ignore', 'pipe'] })
    let stderr = ''
    child.stderr.on('data', (chunk) => (stderr += chunk))
    child.on('error', reject)
    child.on('close', () => {
      const lines = stderr.trim().split('\n')
      const [wall = Number.NaN, user = 0, system = 0] = (lines.pop() ?? '').split(' ').map(Number)
      if (Number.isNaN(wall)) reject(new Error(`could not time: ${line}\n${stderr}`))
      resolve({ wall, cpu: user + system, stderr: lines.join('\n') })
    })
  })
}

function median(/** @type {number[]} */ values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
