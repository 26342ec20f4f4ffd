/** A document of texts and objects. */
export type Document = { readonly [key: string]: string | Document | undefined }

/**
 * Returns a document as Go's `encoding/json` writes it, in one line: `<`, `>`, `&` and the two line separators are escaped
 * (encoding/json, `HTMLEscape`; seen with kubectl 1.32).
 */
export function goJson(document: Document): string {
  return JSON.stringify(document).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/**
 * Returns a document as YAML. Each value is in double quotes and in ASCII: readers of YAML 1.1 and 1.2 take it for the same text, also
 * where it looks like a number or a date.
 */
export function plainYaml(document: Document, indent = ''): string {
  return Object.entries(document)
    .map(([key, value]) => {
      if (value === undefined) return ''
      const name = /^\.?[A-Za-z]+$/.test(key) ? key : quote(key)
      return typeof value === 'string'
        ? `${indent}${name}: ${quote(value)}\n`
        : `${indent}${name}:\n${plainYaml(value, `${indent}  `)}`
    })
    .join('')
}

/** A text as JSON has it is one in YAML, too, but for halves of characters (YAML 1.2, 5.7: `\u` and `\U`). */
function quote(text: string): string {
  return JSON.stringify(text).replace(/[^\x20-\x7e]/gu, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16)
    return code.length > 4 ? `\\U${code.padStart(8, '0')}` : `\\u${code.padStart(4, '0')}`
  })
}
