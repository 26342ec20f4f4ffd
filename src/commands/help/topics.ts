/** A page of `dgsh help` that belongs to no command. */
export interface Topic {
  intro: string
  groups: readonly { heading: string; rows: readonly (readonly [term: string, text: string])[] }[]
  outro: string
}

/** The topics beside `flags`, which is made of the declared flags. */
export const TOPICS: Readonly<Record<'environment' | 'exit-codes', Topic>> = {
  environment: {
    intro: 'dgsh reads these environment variables. An empty variable counts as not set.',
    groups: [
      {
        heading: 'Deepgram',
        rows: [
          ['DEEPGRAM_API_KEY', 'The API key; overrides the stored one. There is no flag for it, on purpose'],
          ['DEEPGRAM_PROJECT_ID', 'The project (--project)'],
        ],
      },
      {
        heading: 'dgsh',
        rows: [
          ['DGSH_PROFILE', 'The profile (--profile)'],
          ['DGSH_API_URL', 'The Deepgram API (--api-url); plain http only for loopback'],
          ['DGSH_REGISTRY', 'The registry (--registry)'],
          ['DGSH_TIMEOUT', 'Seconds for one request with its retries (--timeout)'],
          ['DGSH_NO_INPUT, CI', 'Never prompt (--no-input)'],
          ['DGSH_DEBUG', 'Log what dgsh does to stderr, without secrets (--debug)'],
          ['DGSH_CONFIG_DIR', 'Where config.json is (default: $XDG_CONFIG_HOME/dgsh, %APPDATA% on Windows)'],
          [
            'DGSH_STATE_DIR',
            'Where the file store, history and journal are (default: $XDG_STATE_HOME/dgsh, %LOCALAPPDATA% on Windows)',
          ],
        ],
      },
      {
        heading: 'Colors',
        rows: [
          ['NO_COLOR', 'No color (--no-color)'],
          ['FORCE_COLOR', 'Color even in a pipe, unless it is 0 or false'],
          ['CLICOLOR_FORCE', 'The same'],
          ['CLICOLOR', '0 means no color'],
          ['TERM, COLORTERM', 'Which colors the terminal has; TERM=dumb means none'],
        ],
      },
      {
        heading: 'Network',
        rows: [
          [
            'HTTPS_PROXY, ALL_PROXY',
            'The proxy for https, in upper or lower case; loopback is never proxied',
          ],
          ['NO_PROXY', 'Hosts to reach without the proxy, in upper or lower case'],
          ['SSL_CERT_FILE', "CAs to trust beside Node's own, PEM or DER (default: the system's)"],
          ['NODE_EXTRA_CA_CERTS', 'More CAs to trust'],
          ['NODE_DEBUG', "Ignored: Node's log would show the API key"],
        ],
      },
      {
        heading: 'Engines and their logins',
        rows: [
          ['DOCKER_CONFIG', "Directory of docker's config.json"],
          ['DOCKER_AUTH_CONFIG', 'Logins that docker uses before those of its file'],
          ['DOCKER_CONTEXT, DOCKER_HOST', 'The docker that dgsh doctor asks'],
          ['REGISTRY_AUTH_FILE', 'The login file of podman, skopeo and buildah'],
          ['CONTAINERS_REGISTRIES_CONF, REGISTRIES_CONFIG_PATH', 'Their registries.conf'],
          ['HELM_REGISTRY_CONFIG, HELM_CONFIG_HOME', "Helm's login file, or its directory"],
          ['PASSWORD_STORE_DIR', 'The password store of docker-credential-pass'],
          ['PATH', 'Where engines, helpers and kubectl are found'],
        ],
      },
      {
        heading: 'Places',
        rows: [
          ['HOME, USERPROFILE', 'Your home directory, where engines keep their logins'],
          [
            'XDG_CONFIG_HOME, XDG_STATE_HOME, APPDATA, LOCALAPPDATA',
            'Where config and state directories are',
          ],
          ['XDG_RUNTIME_DIR, TMPDIR', 'Where podman, skopeo and buildah keep logins until a restart'],
          ['SUDO_USER, SUDO_UID', 'Set by sudo: the user whose files dgsh also looks at'],
        ],
      },
    ],
    outro: 'A flag overrides its environment variable, which overrides the setting of the profile.',
  },
  'exit-codes': {
    intro:
      'dgsh exits with one of these codes. With -o json, errors are JSON on stderr, with the code in exit_code.',
    groups: [
      {
        heading: 'Exit codes',
        rows: [
          ['0', 'Done'],
          ['1', 'Failed for a reason without a code of its own; a bug says so'],
          [
            '2',
            'Usage: unknown flag, bad value, missing argument, or a prompt would be needed but prompts are disabled',
          ],
          ['3', 'No API key, or Deepgram refuses it'],
          ['4', 'Project, profile, credential or stored secret not found'],
          ['5', 'Deepgram or the registry is unreachable, timed out, rate-limited or failing'],
          ['6', 'The engine or the registry refused the login'],
          ['7', 'A check found something: verify, creds audit, doctor; or less access than was asked for'],
          ['126, 127', 'exec, sandbox: the command cannot be run, or does not exist'],
          ['130, 143', 'Interrupted by Ctrl-C, terminated'],
        ],
      },
    ],
    outro: 'dgsh exec and dgsh sandbox exit with the exit code of their command.',
  },
}
