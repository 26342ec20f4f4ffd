// `npm run build`: the entries of src/ and the packages they use become dist/, with the licences of those packages.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'tsdown'

const root = fileURLToPath(new URL('..', import.meta.url))
/** @type {Set<string>} */
const bundled = new Set()

/** @type {import('tsdown').InlineConfig} */
const common = {
  cwd: root,
  config: false,
  // CommonJS, because an ES module entry alone costs a quarter of Node's own start-up.
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  // Everything is bundled, the packages included: one read of a few files at start instead of hundreds.
  deps: { alwaysBundle: [/.*/] },
  dts: false,
  logLevel: 'error',
  plugins: [{ name: 'collect-packages', moduleParsed: ({ id }) => void collect(id) }],
}
await build({ ...common, entry: ['src/main.ts', 'src/helper-main.ts'], clean: true })
// By itself, so that it shares no file with the others: one small file answers the engines.
await build({ ...common, entry: ['src/helper-get.ts'], clean: false })
writeFileSync(
  join(root, 'dist/THIRD-PARTY-LICENSES.txt'),
  [...bundled]
    .sort()
    .map(licenceOf)
    .join(`\n${'-'.repeat(78)}\n\n`),
)

/** Notes the directory of the package that a module belongs to. */
function collect(/** @type {string} */ id) {
  const directory = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0]
  if (directory !== undefined) bundled.add(directory.replace(/^\0/, ''))
}

/** A package's name, version and licence text. */
function licenceOf(/** @type {string} */ directory) {
  const { name, version, license } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'))
  const file = readdirSync(directory).find((entry) => /^licen[cs]e/i.test(entry))
  const text = file === undefined ? '' : `\n${readFileSync(join(directory, file), 'utf8').trim()}\n`
  return `${name} ${version} (${license})\n${text}`
}
