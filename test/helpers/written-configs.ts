import type { HeldLogin } from '../../src/engines/login-config.ts'
import { isObject, type Member, object, type Tree } from './config-tree.ts'
import { createRandom, type Random } from './random.ts'

/** A sound config file as people and programs write it, with a login of the registry or without one. */
export interface WrittenConfig {
  text: string
  /** The login of the registry that the file holds in plain text; undefined where it holds none. */
  login: HeldLogin | undefined
  /** The keys of `auths` that have it. */
  keys: string[]
}

/** Makes the config file of a number for a registry, always the same for one number. */
export function writtenConfig(number: number, registry: string): WrittenConfig {
  const random = createRandom(number)
  const login = random.chance(0.7) ? random.pick(LOGINS) : undefined
  const all = [registry, `https://${registry}`, `https://${registry}/v1/`]
  const keys = login === undefined ? [] : random.some(all, 0.5)
  const tree = configTree(random, { registry, login, keys })
  const style = random.pick(STYLES)
  const text = style.around(write(tree, style, random))
  return { text, login: keys.length === 0 ? undefined : login, keys }
}

/** The secrets of {@link writtenConfig}. */
export const LOGINS: readonly HeldLogin[] = [
  { username: 'deepgram+8b1f4d07-6c2e-4a95-b3d8-50e7c9a1f264', secret: 'SENTINEL0SECRET0OF0DEEPGRAM' },
  { username: 'ada', secret: 'SENTINEL:with/colons<&>"quotes\\' },
  { username: 'bj\u00f6rn', secret: 'SENTINEL p\u00e4ssw\u00f6rd \u{1f511}' },
  { username: 'eve', secret: 'SENTINEL?>?>?~~~' },
]

const base64 = (text: string) => Buffer.from(text).toString('base64')

function entryOf({ username, secret }: HeldLogin, random: Random): Tree {
  const auth: Member = ['auth', base64(`${username}:${secret}`)]
  const plain: Member[] = [
    ['username', username],
    ['password', secret],
  ]
  const known = random.pick<Member[]>([
    [auth],
    [auth],
    [...plain, auth],
    [auth, ['email', 'ops@example.com']],
    plain,
  ])
  const others: Member[] = [
    ['serveraddress', 'https://quay.io'],
    ['note', object(['by', 'hand'], ['at', [1, 2.5e3, null]])],
    ['identitytoken', ''],
  ]
  return object(...shuffle([...known, ...random.some(others, 0.2)], random))
}

const OTHERS: readonly Member[] = [
  ['a.example', object(['auth', base64('ada:OTHER')])],
  ['b.example:5000', object(['auth', base64('bob:OTHER')], ['email', ''])],
  ['https://c.example/v1/', object()],
  ['d.example', null],
]

const SETTINGS: readonly Member[] = [
  ['HttpHeaders', object(['X-Team', '<ops> & "more" \u2028 \u00fc'])],
  ['psFormat', 'table {{.ID}}\\t{{.Names}}'],
  ['credsStore', 'fake'],
  ['proxies', object(['default', object(['httpProxy', 'http://p:1'], ['future', 'x'])])],
  ['currentContext', 'default'],
  ['plugins', object(['-x-cli-hints', object(['enabled', 'true'])], ['empty', object()])],
  ['stackOrchestrator', 'swarm'],
  ['future', object(['quay.io', [1, true, null, 1, { members: [] }]], ['', ''])],
  ['psFormat', 'table {{.ID}}\\t{{.Names}}'],
]

interface Own {
  registry: string
  login: HeldLogin | undefined
  keys: readonly string[]
}

function configTree(random: Random, { registry, login, keys }: Own): Tree {
  const own = login === undefined ? [] : keys.map((key): Member => [key, entryOf(login, random)])
  // docker takes the second of two that say the same.
  const repeated = own.filter(() => random.chance(0.1))
  const entries = shuffle([...own, ...random.some(OTHERS, 0.4)], random)
  const helpers = random.pick<Member[]>([
    [],
    [['credHelpers', object()]],
    [['credHelpers', object(['gcr.example', 'gcloud'])]],
    [['credHelpers', object(['gcr.example', 'gcloud'], [registry, 'fake'], ['x.example', 'fake'])]],
    [['CREDHELPERS', object([registry, 'fake'])]],
    [
      ['credHelpers', object(['gcr.example', 'gcloud'])],
      ['CredHelpers', object(['x.example', 'fake'])],
    ],
  ])
  const auths: Member[] =
    entries.length === 0 && random.chance(0.5)
      ? []
      : [[random.pick(['auths', 'auths', 'Auths', 'AUTHS']), object(...entries, ...repeated)]]
  const split: Member[] = random.chance(0.1) ? [['auths', object(['y.example', object()])]] : []
  return object(...shuffle([...auths, ...split, ...helpers, ...random.some(SETTINGS, 0.3)], random))
}

function shuffle<Value>(values: readonly Value[], random: Random): Value[] {
  const left = [...values]
  return values.flatMap(() => left.splice(random.below(left.length), 1))
}

/** How a text is laid out. */
interface Style {
  newline: string
  unit: string
  colon: string
  comma: string
  /** A chance of white space anywhere. */
  noise: number
  around(text: string): string
}

const asIs = (text: string) => text
const STYLES: readonly Style[] = [
  { newline: '\n', unit: '\t', colon: ': ', comma: ',', noise: 0, around: asIs },
  { newline: '\n', unit: '  ', colon: ': ', comma: ',', noise: 0, around: (text) => `${text}\n` },
  { newline: '\r\n', unit: '    ', colon: ': ', comma: ',', noise: 0, around: (text) => `${text}\r\n` },
  { newline: '', unit: '', colon: ':', comma: ',', noise: 0, around: asIs },
  { newline: '', unit: '', colon: ' : ', comma: ', ', noise: 0, around: (text) => ` \n${text}\t` },
  { newline: '\n', unit: ' ', colon: ':', comma: ' ,', noise: 0.3, around: (text) => `\n\n${text}\n\n` },
]

function write(tree: Tree, style: Style, random: Random, depth = 0): string {
  if (Array.isArray(tree))
    return `[${tree.map((item) => write(item, style, random, depth)).join(style.comma)}]`
  if (typeof tree === 'string') return quote(tree, random)
  if (typeof tree === 'number') return `${tree}${random.pick(['', '.0', 'E+05', '00000000000000000000'])}`
  if (!isObject(tree)) return JSON.stringify(tree)
  const { newline, unit, colon, comma, noise } = style
  const blank = () => (random.chance(noise) ? random.pick([' ', '\n', '\t ', '\r\n']) : '')
  if (tree.members.length === 0) return `{${blank()}}`
  const lead = newline + unit.repeat(depth + 1)
  const members = tree.members.map(([name, value]) => {
    const written = `${quote(name, random)}${blank()}${colon}${blank()}${write(value, style, random, depth + 1)}`
    return `${lead}${blank()}${written}${blank()}`
  })
  return `{${members.join(comma)}${newline}${unit.repeat(depth)}}`
}

/** As JavaScript, Go, PHP, Python and .NET write a string. */
function quote(text: string, random: Random): string {
  const plain = JSON.stringify(text)
  const hex = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  return random.pick([
    () => plain,
    () => plain,
    () => plain.replace(/[<>&\u2028]/g, hex),
    () => plain.replaceAll('/', '\\/'),
    () => plain.replace(/[\u007f-\uffff]/g, hex),
    () =>
      plain.replace(/[<>&+\u007f-\uffff]/g, (character) => hex(character).toUpperCase().replace('U', 'u')),
  ])()
}
