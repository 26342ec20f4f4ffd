const PRINTABLE_ASCII = /^[\x20-\x7e]*$/

/**
 * The same with an ellipsis, and with kana, ideographs and syllables of Hangul, which take two columns each; nothing among them
 * joins its neighbor.
 */
const PLAIN = /^[\x20-\x7e…\u3041-\u3096\u30a1-\u30ff\u4e00-\u9fff\uac00-\ud7a3]*$/

/** True for a text of which each code unit takes a column. */
export function isAscii(text: string): boolean {
  return PRINTABLE_ASCII.test(text)
}

/** True for a text whose characters can be measured by themselves. */
export function isPlain(text: string): boolean {
  return PLAIN.test(text)
}

/** Returns the columns that a text takes on a terminal; undefined where only the package that measures text can tell. */
export function plainWidth(text: string): number | undefined {
  if (PRINTABLE_ASCII.test(text)) return text.length
  if (!PLAIN.test(text)) return undefined
  return text.length + (text.match(/[\u3041-\uffff]/g)?.length ?? 0)
}
