import { factsOf, isObject, type Member, object, render, type Tree } from './config-tree.ts'
import { createRandom, type Random } from './random.ts'

/** A config file as people and programs leave it behind, sound or not. */
export interface ConfigFile {
  /** What was done to it, for the message of a test. */
  what: string
  bytes: Buffer
  /** What is in it: {@link factsOf}, and what follows its end. */
  facts: string[]
}

/** Makes the config file of a number, always the same for one number. */
export function configFile(number: number, registry: string): ConfigFile {
  const random = createRandom(number)
  const tree = configTree(random, registry)
  const change = random.chance(0.35) ? undefined : random.pick(CHANGES)
  const changed = change?.tree === undefined ? tree : change.tree(tree, random)
  const text = render(changed)
  const bytes = Buffer.from(change?.text === undefined ? text : change.text(text, random))
  const facts = factsOf(changed, registry)
  return {
    what: change?.what ?? 'as it is',
    bytes: change?.bytes === undefined ? replaceMarks(bytes) : change.bytes(bytes),
    facts: change?.rest === true ? [...facts, 'what follows its end'] : facts,
  }
}

const base64 = (text: string) => Buffer.from(text).toString('base64')

/** Entries that docker reads as they are. */
const ENTRIES: readonly Tree[] = [
  object(['auth', base64('ada:SECRET')]),
  object(['auth', base64('ada:se:cr:et')], ['email', 'ada@example.com']),
  object(['auth', base64('ada:pässwörd')]),
  object(['auth', `${base64('ada:SECRET')}\n`]),
  object(['auth', base64('ada:')], ['identitytoken', 'TOKEN']),
  object(['username', 'ada'], ['password', 'SECRET'], ['auth', base64('ada:SECRET')]),
  object(['username', 'ada'], ['password', 'SECRET']),
  object(['registrytoken', 'TOKEN']),
  object(['Auth', base64('bob:SECRET')], ['note', 'kept by nobody']),
  object(),
  null,
]

const SETTINGS: readonly Member[] = [
  ['HttpHeaders', object(['X-Team', '<ops> & "more"'], ['User-Agent', 'mine'])],
  ['psFormat', 'table {{.ID}}'],
  ['detachKeys', 'ctrl-e,e'],
  ['credsStore', 'fake'],
  ['credHelpers', object(['gcr.example', 'fake'], ['', 'fake'])],
  ['pruneFilters', ['label!=keep', '']],
  ['proxies', object(['default', object(['httpProxy', 'http://p:1'], ['noProxy', 'a,b'], ['future', 'x'])])],
  ['currentContext', 'default'],
  ['cliPluginsExtraDirs', ['/opt/plugins']],
  ['plugins', object(['-x-cli-hints', object(['enabled', 'true'])], ['empty', object()])],
  ['aliases', object(['builder', 'buildx'])],
  ['features', object(['buildkit', 'true'])],
  ['experimental', 'enabled'],
  ['imagesFormat', ''],
  ['nodesFormat', null],
  ['future', object(['a', [1, true, null]])],
]

function configTree(random: Random, registry: string): Tree {
  const keys = random.some(['a.example', 'b.example:5000', 'https://c.example/v1/', 'd.example/path'], 0.5)
  const entries = keys.map((key): Member => [key, random.pick(ENTRIES)])
  const own: Member[] = random.chance(0.3) ? [[registry, random.pick(ENTRIES)]] : []
  const settings = random.some(SETTINGS, random.pick([0, 0.1, 0.4]))
  const auths: Member[] = [
    ['auths', object(...own, ...entries, ['z.example', object(['auth', base64('zoe:SECRET')])])],
  ]
  return object(...(random.chance(0.5) ? [...auths, ...settings] : [...settings, ...auths]))
}

interface Change {
  what: string
  tree?: (tree: Tree, random: Random) => Tree
  text?: (text: string, random: Random) => string
  bytes?: (bytes: Buffer) => Buffer
  /** Something follows the end of the JSON. */
  rest?: true
}

/** What stands for a byte that is no UTF-8 until the text is bytes. */
const MARK = '\uE000'

const WRONG: readonly Tree[] = [5, true, [], ['x'], object(), object(['x', 5]), 'text', 1e30]

const CHANGES: readonly Change[] = [
  { what: 'a byte order mark', text: (text) => `\uFEFF${text}` },
  { what: 'UTF-16', bytes: (bytes) => Buffer.from(`\uFEFF${bytes}`, 'utf16le') },
  { what: 'cut off', text: (text, random) => text.slice(0, 1 + random.below(text.length - 1)) },
  { what: 'a comma too many', text: (text) => `${text.slice(0, -1)},}` },
  { what: 'a comment', text: (text) => `${text.slice(0, -1)} // mine\n}` },
  { what: 'single quotes', text: (text) => text.replaceAll('"', "'") },
  { what: 'a second object', text: (text) => `${text}\n{"auths":{}}`, rest: true },
  { what: 'a letter at the end', text: (text) => `${text} x`, rest: true },
  { what: 'white space around', text: (text) => `\r\n\t ${text} \n\n` },
  { what: 'in a list', tree: (tree) => [tree] },
  { what: 'a wrong type', tree: (tree, random) => changeOne(tree, random, () => random.pick(WRONG)) },
  { what: 'a wrong type for a setting', tree: addSetting },
  { what: 'null somewhere', tree: (tree, random) => changeOne(tree, random, () => null) },
  { what: 'an auth that is none', tree: addBadAuth },
  {
    what: 'names in another case',
    tree: (tree, random) => renameAll(tree, random, (name) => name.toUpperCase()),
  },
  { what: 'a member twice', tree: (tree, random) => repeatOne(tree, random, (value) => value) },
  { what: 'a member twice, the second null', tree: (tree, random) => repeatOne(tree, random, () => null) },
  {
    what: 'a member twice, the second otherwise',
    tree: (tree, random) => repeatOne(tree, random, () => random.pick(WRONG)),
  },
  {
    what: 'auths twice, one for each',
    tree: (tree) => addMember(tree, ['Auths', object(['y.example', object(['auth', base64('yan:S')])])]),
  },
  { what: 'half a surrogate pair', tree: (tree) => addMember(tree, ['statsFormat', 'a\ud800b']) },
  { what: 'a byte that is no UTF-8', tree: (tree) => addMember(tree, ['statsFormat', `a${MARK}b`]) },
]

const BAD_AUTHS = [
  '%%%',
  'YWRhOlNFQ1JFVA',
  'YWRh',
  `${base64(':SECRET')}`,
  `${base64('ada:SECRET')} `,
  'YWRh\u0000',
  '====',
]

function addBadAuth(tree: Tree, random: Random): Tree {
  const bad = object(['auth', random.pick(BAD_AUTHS)])
  return addMember(tree, ['auths', object(['bad.example', bad])])
}

function addSetting(tree: Tree, random: Random): Tree {
  const [name] = random.pick(SETTINGS)
  return addMember(tree, [name, random.pick(WRONG)])
}

function addMember(tree: Tree, member: Member): Tree {
  return isObject(tree) ? object(...tree.members, member) : tree
}

/** Changes a value somewhere in the tree. */
function changeOne(tree: Tree, random: Random, change: (value: Tree) => Tree): Tree {
  if (!isObject(tree) || tree.members.length === 0 || random.chance(0.15)) return change(tree)
  const chosen = random.below(tree.members.length)
  return object(
    ...tree.members.map(
      ([name, value], index): Member => [name, index === chosen ? changeOne(value, random, change) : value],
    ),
  )
}

function renameAll(tree: Tree, random: Random, rename: (name: string) => string): Tree {
  if (!isObject(tree)) return tree
  return object(
    ...tree.members.map(([name, value]): Member => [random.chance(0.5) ? rename(name) : name, value]),
  )
}

function repeatOne(tree: Tree, random: Random, change: (value: Tree) => Tree): Tree {
  if (!isObject(tree) || tree.members.length === 0) return tree
  const [name, value] = random.pick(tree.members)
  if (isObject(value) && random.chance(0.5)) {
    const repeated = repeatOne(value, random, change)
    return object(...tree.members.map((member): Member => (member[0] === name ? [name, repeated] : member)))
  }
  return object(...tree.members, [name, change(value)])
}

function replaceMarks(bytes: Buffer): Buffer {
  return Buffer.from(
    bytes.toString('latin1').replaceAll(Buffer.from(MARK).toString('latin1'), '\xe9'),
    'latin1',
  )
}
