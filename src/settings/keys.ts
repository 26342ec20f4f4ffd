import { type DgshError, usageError } from '../errors.ts'
import { isLoopback } from '../loopback.ts'
import { parseStoreChoice } from '../store-choice.ts'
import {
  ENGINE_NAMES,
  type EngineName,
  OUTPUT_FORMATS,
  type OutputFormat,
  OWN_HELPER,
} from '../vocabulary.ts'

/** What each config key holds once it is read and checked. */
export interface SettingValues {
  project: string | undefined
  api_url: string
  registry: string
  engine: EngineName | undefined
  /** As {@link parseStoreChoice} reads it. */
  store: string | undefined
  /** Whether a login with a typed secret offers to store it. */
  store_typed: 'ask' | 'never'
  /** Whether a login offers to have the engine ask dgsh for it. */
  install_helper: 'ask' | 'never'
  output: OutputFormat
  /** Seconds. */
  timeout: number
}

/** The name of a config key. */
export type SettingKey = keyof SettingValues

/** One config key: where else it may come from, what it is without any of them, and how its text is read. */
export interface SettingDefinition<Value> {
  /** The global option, as it is written. */
  option?: string
  /** The environment variable. */
  variable?: string
  fallback: Value
  /** Reads the text. Throws a usage error whose message begins with `origin`. */
  parse(text: string, origin: string): Value
}

/** All config keys, in the order in which they are listed. */
export const SETTINGS: { readonly [Key in SettingKey]: SettingDefinition<SettingValues[Key]> } = {
  project: { option: '--project', variable: 'DEEPGRAM_PROJECT_ID', fallback: undefined, parse: parseProject },
  api_url: {
    option: '--api-url',
    variable: 'DGSH_API_URL',
    fallback: 'https://api.deepgram.com',
    parse: parseApiUrl,
  },
  registry: { option: '--registry', variable: 'DGSH_REGISTRY', fallback: 'quay.io', parse: parseRegistry },
  engine: { fallback: undefined, parse: oneOf(ENGINE_NAMES) },
  store: { fallback: undefined, parse: parseStore },
  store_typed: { fallback: 'ask', parse: oneOf(['ask', 'never']) },
  install_helper: { fallback: 'ask', parse: oneOf(['ask', 'never']) },
  output: { option: '--output', fallback: 'table', parse: oneOf(OUTPUT_FORMATS) },
  timeout: { option: '--timeout', variable: 'DGSH_TIMEOUT', fallback: 30, parse: parseTimeout },
}

/** The names of all config keys. */
export const SETTING_KEYS = Object.keys(SETTINGS) as SettingKey[]

const LABEL = '[a-z0-9](?:[a-z0-9-]*[a-z0-9])?'
const REGISTRY = new RegExp(`^(?:${LABEL}(?:\\.${LABEL})*|\\[[0-9a-f:]+\\])(?::(\\d{1,5}))?$`)

/** True for the name of a registry as it is kept: a host in lower case, with or without port. */
export function isRegistry(name: string): boolean {
  const [found, port = '1'] = REGISTRY.exec(name) ?? []
  return found !== undefined && Number(port) >= 1 && Number(port) <= 65_535 && isHost(name)
}

/** False for `1.2.3.4.5` and `xn--a`, which no URL can have, and for `127.1`, which a URL makes another name of. */
function isHost(name: string): boolean {
  const url = URL.canParse(`https://${name}`) ? new URL(`https://${name}`) : undefined
  return url !== undefined && (name.startsWith('[') || url.hostname === name.replace(/:\d+$/, ''))
}

/** Checks the name of a registry: a host, with or without port. Throws a usage error. */
export function parseRegistry(text: string, origin: string): string {
  const name = text.toLowerCase()
  if (isRegistry(name)) return name
  throw badValue(
    origin,
    text,
    'name a host such as quay.io or registry.example.com:5000, without https:// and without a path',
  )
}

/** Makes a parser that takes one of the names. */
export function oneOf<const Name extends string>(
  names: readonly Name[],
): (text: string, origin: string) => Name {
  return (text, origin) => {
    const name = names.find((candidate) => candidate === text)
    if (name === undefined) throw badValue(origin, text, `use one of: ${names.join(', ')}`)
    return name
  }
}

/** Checks what names a store. Throws a usage error. */
export function parseStore(text: string, origin: string): string {
  const choice = parseStoreChoice(text)
  if (choice?.kind === 'helper' && choice.words[0] === OWN_HELPER) {
    throw badValue(
      origin,
      text,
      `docker-credential-dgsh keeps its logins in the store of dgsh: choose keychain, file or another helper`,
    )
  }
  if (choice !== undefined) return choice.text
  throw badValue(
    origin,
    text,
    'use keychain, file, helper:<name> for an installed docker-credential-<name>, or command:<program and arguments>',
  )
}

function parseProject(text: string, origin: string): string {
  if (/^[A-Za-z0-9_-]+$/.test(text)) return text
  throw badValue(
    origin,
    text,
    'a project id looks like 123e4567-e89b-12d3-a456-426614174000; to see them: dgsh projects list',
  )
}

function parseApiUrl(text: string, origin: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw badValue(origin, text, 'give a URL such as https://api.deepgram.com')
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw usageError(
      `${origin} may hold no user, password, query or fragment`,
      'give a URL such as https://api.deepgram.com',
    )
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw badValue(
      origin,
      text,
      'plain http would show the API key to the network: it is for loopback only, use https',
    )
  }
  return url.href.replace(API_PATH, '')
}

/** Documents show URLs with the version, or with the path of a call, both of which dgsh adds by itself. */
const API_PATH = /(?:\/v1(?:\/projects(?:\/.*)?)?)?\/*$/

function parseTimeout(text: string, origin: string): number {
  const seconds = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : 0
  if (seconds > 0 && seconds <= 3600) return seconds
  throw badValue(origin, text, 'give seconds, more than 0 and at most 3600')
}

function badValue(origin: string, text: string, hint: string): DgshError {
  return usageError(`${origin} cannot be "${text}"`, hint)
}
