// Draws the text of a terminal, with the few colours that dgsh uses, as SVG.

const CELL = { width: 7.8, height: 17 }
const MARGIN = 16

/** What each SGR code does to the style (ECMA-48, 8.3.117). @type {Record<string, Partial<Style>>} */
const CODES = {
  0: { color: '', bold: false, dim: false },
  1: { bold: true },
  2: { dim: true },
  22: { bold: false, dim: false },
  31: { color: '#ff7b72' },
  32: { color: '#7ee787' },
  33: { color: '#e3b341' },
  36: { color: '#76e3ea' },
  39: { color: '' },
}

/** @typedef {{color: string, bold: boolean, dim: boolean}} Style */

/** The screen as an SVG document; `columns` is the width of the terminal. */
export function renderSvg(/** @type {string} */ screen, /** @type {number} */ columns) {
  const lines = screen.split('\n')
  const width = Math.ceil(columns * CELL.width) + 2 * MARGIN
  const height = lines.length * CELL.height + 2 * MARGIN
  /** @type {Style} */
  const style = { color: '', bold: false, dim: false }
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="dgsh in a terminal">
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
<g font-family="ui-monospace, 'SFMono-Regular', Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="13" fill="#e6edf3" xml:space="preserve">
${lines.map((line, row) => renderLine(line, row, style)).join('')}</g>
</svg>
`
}

/** The runs of one style in a line, each put at its own column and held to its width. */
function renderLine(/** @type {string} */ line, /** @type {number} */ row, /** @type {Style} */ style) {
  let column = 0
  let drawn = ''
  for (const [, codes, text = ''] of line.matchAll(/\u001b\[([\d;]*)m|([^\u001b]+)/g)) {
    if (codes !== undefined) for (const code of codes.split(';')) Object.assign(style, CODES[code || '0'])
    if (text.trim() !== '') drawn += renderRun(text, column, row, style)
    column += text.length
  }
  return drawn
}

function renderRun(
  /** @type {string} */ text,
  /** @type {number} */ column,
  /** @type {number} */ row,
  /** @type {Style} */ style,
) {
  const x = MARGIN + column * CELL.width
  const y = MARGIN + row * CELL.height + 13
  const attributes = [
    `x="${x.toFixed(1)}" y="${y}" textLength="${(text.length * CELL.width).toFixed(1)}"`,
    style.color === '' ? '' : `fill="${style.color}"`,
    style.bold ? 'font-weight="bold"' : '',
    style.dim ? 'opacity="0.65"' : '',
  ]
  const escaped = text.replace(/&/g, '&amp;').replace(/</g, '&lt;')
  return `<text ${attributes.filter((attribute) => attribute !== '').join(' ')}>${escaped}</text>\n`
}
