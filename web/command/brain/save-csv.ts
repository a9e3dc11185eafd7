// Hands a table to the person as a file. The mark in front lets Excel see that it is UTF-8.
import { csvOf } from './figures'

export function saveCsv(name: string, head: string[], rows: (string | number)[][]): void {
  const address = URL.createObjectURL(new Blob([`\ufeff${csvOf(head, rows)}`], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = address
  link.download = `${name}.csv`
  document.body.append(link)
  link.click()
  link.remove()
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}
