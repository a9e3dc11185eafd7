// CSV by RFC 4180, strictly: the tools that draw and check a district read its tables with it.

/** Rows as objects by header name; each knows its line in the file (not enumerable). Throws, naming the line, on broken CSV. */
export function parseCsv(text) {
  const rows = cellsByRow(text)
  const header = rows.shift().cells
  return rows.map(({ cells, line }) => {
    if (cells.length !== header.length) throw new Error(`line ${line}: ${cells.length} cells, the header has ${header.length}`)
    const row = Object.fromEntries(cells.map((cell, i) => [header[i], cell]))
    return Object.defineProperty(row, 'line', { value: line })
  })
}

function cellsByRow(text) {
  const rows = []
  let cells = [], cell = '', quoted = false, line = 1, start = 1
  for (let i = 0; i < text.length; i++) {
    const c = text[i]
    if (c === '\n') line++
    if (quoted) {
      if (c !== '"') cell += c
      else if (text[i + 1] === '"') { cell += '"'; i++ }
      else quoted = false
    } else if (c === '"' && cell === '') quoted = true
    else if (c === '"') throw new Error(`line ${line}: a quote in the middle of a cell`)
    else if (c === ',') { cells.push(cell); cell = '' }
    else if (c === '\n') {
      rows.push({ cells: [...cells, cell], line: start })
      cells = []; cell = ''; start = line
    } else if (c === '\r') throw new Error(`line ${line}: lines end with LF only`)
    else cell += c
  }
  if (quoted || cell !== '' || cells.length > 0) throw new Error(`line ${line}: the file does not end with a whole line`)
  return rows
}

/** One row as text, quoting only the cells that need it. */
export const csvLine = (cells) => cells.map((cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',') + '\n'
