#!/usr/bin/env node
// Plain CommonJS that old Node can parse, so that `--version` loads nothing and an old Node gets a sentence.
if (process.env.NODE_DEBUG) require('./hide-node-log.js')

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (process.argv.length === 3 && (process.argv[2] === '--version' || process.argv[2] === '-V')) {
  // Nobody may be reading: that is no error. What cannot be written is one.
  process.stdout.on('error', (/** @type {NodeJS.ErrnoException} */ { code }) => {
    if (code === 'EPIPE') return
    process.stderr.write(`error: the output cannot be written (${code})\n`)
    process.exitCode = 1
  })
  process.stdout.write(`${require('../package.json').version}\n`)
} else if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`error: dgsh needs Node.js 20.19 or newer, and this is ${process.versions.node}\n`)
  process.exitCode = 1
} else {
  // A variable, because the file exists only once it is built.
  const program = '../dist/main.cjs'
  require(program).main()
}
