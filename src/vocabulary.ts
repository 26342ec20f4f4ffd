/** The output formats, as `-o` takes them. */
export const OUTPUT_FORMATS = ['table', 'wide', 'json', 'yaml', 'csv', 'tsv', 'id'] as const

/** A value of `-o`. */
export type OutputFormat = (typeof OUTPUT_FORMATS)[number]

/** The engines dgsh can log in. */
export const ENGINE_NAMES = ['docker', 'podman', 'skopeo', 'buildah', 'helm'] as const

/** A value of `--engine`. */
export type EngineName = (typeof ENGINE_NAMES)[number]

/** The name of docker-credential-dgsh, as config files have it. */
export const OWN_HELPER = 'dgsh'
