/** The environment that dgsh uses and gives to programs, and the variables in it that no engine reads as they were meant. */
export interface ReadEnvironment {
  env: Record<string, string | undefined>
  /** The names of those that end in a carriage return and are not dgsh's to change. */
  spoiled: string[]
}

/** What dgsh alone decides about, or reads as a word: white space around it means nothing. In upper case. */
const WORDS =
  /^(?:DGSH_.*|DEEPGRAM_.*|(?:HTTPS?|ALL|NO)_PROXY|SSL_CERT_FILE|CI|NO_COLOR|FORCE_COLOR|CLICOLOR|CLICOLOR_FORCE|COLORTERM|TERM|SUDO_U(?:ID|SER))$/

/** What engines read, too, each as it is: dgsh has to look where they do. */
const SHARED =
  /^(?:HOME|PATH|TMPDIR|DOCKER_.*|REGISTRY_AUTH_FILE|CONTAINERS_.*|HELM_.*|XDG_.*|KUBECONFIG|NODE_EXTRA_CA_CERTS)$/

/**
 * Reads the environment. A file of variables with the line ends of Windows leaves a carriage return at the end of each value, and
 * `set NAME=value && …` of its shell a space: both are taken away from what is dgsh's. On Windows, where case does not count in names,
 * all are in upper case.
 */
export function readEnvironment(
  given: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): ReadEnvironment {
  const env: ReadEnvironment['env'] = {}
  const spoiled: string[] = []
  for (const [name, value] of Object.entries(given)) {
    const upper = name.toUpperCase()
    env[platform === 'win32' ? upper : name] = WORDS.test(upper) ? value?.trim() : value
    if (SHARED.test(name) && value?.endsWith('\r') === true) spoiled.push(name)
  }
  return { env, spoiled }
}

/** The words of a command line without the line ends of a list that they were read from; what follows `--` is another program's. */
export function readArguments(words: readonly string[]): string[] {
  const end = words.indexOf('--')
  return words.map((word, index) => (end !== -1 && index >= end ? word : word.replace(/[\r\n]+$/, '')))
}

/** True for a terminal that cannot move its cursor. Windows has terminals that can, and no TERM. */
export function isDumbTerminal(
  { TERM }: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): boolean {
  return TERM === 'dumb' || (platform !== 'win32' && (TERM ?? '') === '')
}
