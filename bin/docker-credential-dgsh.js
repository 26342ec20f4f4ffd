#!/usr/bin/env node
// Plain CommonJS that old Node can parse. Engines wait for `get` at every pull: what answers it is one small file.
if (process.env.NODE_DEBUG) require('./hide-node-log.js')

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major < 20 || (major === 20 && minor < 19)) {
  const message = `error: docker-credential-dgsh needs Node.js 20.19 or newer, and this is ${process.versions.node}\n`
  process.stdout.write(message)
  process.stderr.write(message)
  // podman, skopeo and buildah crash when this verb fails.
  process.exitCode = process.argv[2] === 'erase' ? 0 : 1
} else {
  // Variables, because the files exist only once they are built.
  const [first, rest] = ['../dist/helper-get.cjs', '../dist/helper-main.cjs']
  const { done, input } = require(first).main()
  if (!done) require(rest).main(input)
}
