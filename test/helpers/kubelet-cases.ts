/** A pull secret and an image for it. */
export interface KubeletCase {
  type: string
  /** What the secret holds under the key of its type, decoded. */
  config: string
  image: string
}

const API = 'quay.io/deepgram/self-hosted-api'
const IMAGES = [API, API, API, 'localhost:5000/deepgram/self-hosted-engine']

const HOSTS = [
  'quay.io',
  'quay.io',
  'quay.io',
  'quay.io',
  'quay.io',
  '*.io',
  'quay.*',
  '*.*',
  '*',
  'q*y.io',
  'Quay.io',
  'quay.io:443',
  'quay.io:',
  '.io',
]
const OTHER_HOSTS = ['localhost:5000', 'localhost', '*:5000', '*:*', 'docker.io', 'index.docker.io', 'a:b:80']
const ODD_HOSTS = [
  'quay.io ',
  'quay.io\n',
  '',
  'u@quay.io',
  'u:p@quay.io',
  '%71uay.io',
  'quay.io?x',
  'qüay.io',
]
const SCHEMES = ['', '', '', 'https://', 'http://', 'HTTPS://', 'ftp://', '//']
const PATHS = ['', '', '', '/', '/v1/', '/v2/', '/v1', '/v3/', '/deepgram', '/deepgram/', '/deep', '/other']
const MORE_PATHS = ['/v2/deepgram', '/deepgram/self-hosted-api', '/deepgram/self-hosted-engine', '//deepgram']
const ODD_PATHS = [
  '/deep%67ram',
  '/%zz',
  '/deepgram?x=1',
  '/deepgram#x',
  '#%zz',
  '/deepgram%3Fx',
  '/d*',
  '/\t',
]

const LOGINS = [
  'deepgram+a:SECRET',
  'deepgram+a:SECRET\n',
  ' deepgram+a : ',
  ':',
  'u:p:q',
  'u:',
  'nothing',
  'ü:é',
]

/** Makes as many cases as are asked for, the same ones each time: keys, encodings, types and shapes in all combinations. */
export function makeKubeletCases(count: number): KubeletCase[] {
  const { pick, chance } = createRandom()
  const key = () =>
    pick(SCHEMES) +
    pick(chance(0.7) ? HOSTS : [...OTHER_HOSTS, ...ODD_HOSTS]) +
    pick(chance(0.8) ? PATHS : [...MORE_PATHS, ...ODD_PATHS])
  const auth = () => {
    const encoded = Buffer.from(pick(LOGINS)).toString('base64')
    const spoil = [
      encoded.replace(/=+$/, ''),
      `${encoded}\n`,
      ` ${encoded}`,
      `${encoded}=`,
      encoded.replace(/.$/, '-'),
      encoded.slice(1),
      encoded.replace(/^.{4}/, '$&\r\n'),
      '',
    ]
    return chance(0.6) ? encoded : pick(spoil)
  }
  const value = (text: string) => (chance(0.96) ? text : pick([null, 7, true, {}, []]))
  const name = (text: string) =>
    chance(0.95) ? text : pick([text.toUpperCase(), text.replace('s', 'ſ'), 'x'])
  const entry = () =>
    chance(0.97)
      ? Object.fromEntries(
          [
            ['username', value(pick(['deepgram+a', ' ', '']))],
            ['password', value(pick(['SECRET', 'SECRET\n', '']))],
            ['email', value('x')],
            ['auth', value(auth())],
          ].flatMap(([field, held]) => (chance(0.5) ? [[name(String(field)), held]] : [])),
        )
      : pick([null, 7, 'x', []])
  const auths = () =>
    chance(0.97)
      ? Object.fromEntries(Array.from({ length: 1 + Number(chance(0.4)) }, () => [key(), entry()]))
      : pick([null, 7, 'x', []])
  const configJson = () => {
    const headers = chance(0.95)
      ? {}
      : { HttpHeaders: pick([null, 7, {}, { a: 'b' }, { a: 7 }, { a: null }]) }
    return chance(0.98) ? { ...headers, [name('auths')]: auths() } : pick([null, 7, []])
  }
  return Array.from({ length: count }, () => {
    const isFlat = chance(0.3)
    const text = JSON.stringify((chance(0.95) ? isFlat : !isFlat) ? auths() : configJson())
    return {
      type: chance(0.98) ? `kubernetes.io/dockerc${isFlat ? 'fg' : 'onfigjson'}` : 'Opaque',
      config: chance(0.98) ? text : pick(['', `\ufeff${text}`, ` ${text}\n`, `${text}x`, text.slice(1)]),
      image: pick(IMAGES),
    }
  })
}

/** The secret of a case, as kubectl prints it: with its config under the keys of all types. */
export function secretOfCase({ type, config }: Omit<KubeletCase, 'image'>): object {
  const data = Buffer.from(config).toString('base64')
  return { type, data: { '.dockerconfigjson': data, '.dockercfg': data } }
}

/** mulberry32, which gives the same numbers everywhere. */
function createRandom() {
  let state = 1
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    pick: <Value>(values: readonly Value[]): Value => values[Math.floor(next() * values.length)] as Value,
    chance: (probability: number) => next() < probability,
  }
}
